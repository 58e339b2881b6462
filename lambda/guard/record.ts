import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Problem } from './problem';

/** The audit of a call: who, from which device, did what to what, and why it was decided so. Nothing else of a request is logged. */
export interface Subject {
  /** The one id in the logs of every layer, in what was written, and in the answer. */
  readonly correlationId?: string | undefined;
  /** API Gateway's request id. */
  readonly requestId?: string | undefined;
  /** CloudFront's request id. */
  readonly edgeRequestId?: string | undefined;
  readonly route?: string | undefined;
  readonly sub?: string | undefined;
  readonly clientId?: string | undefined;
  /** What `portcullis revoke` takes. */
  readonly sessionId?: string | undefined;
  readonly deviceId?: string | undefined;
  /** Thumbprint of the certificate that was shown. */
  readonly certificate?: string | undefined;
  /** Thumbprint of the key that was proved. */
  readonly proofKey?: string | undefined;
  /** The stage that decided. */
  readonly stage: string;
  /** The policy language's names: what was done, to what, and which policies decided. */
  readonly action?: string | undefined;
  readonly resource?: string | undefined;
  readonly policies?: readonly string[] | undefined;
}

/**
 * What the guard says about each call: one line, which is the audit of it, and of what was not served one metric, for the alarms. What was
 * served, Lambda counts itself.
 */
export interface Recorder {
  served(subject: Subject, status: number): void;
  replayed(subject: Subject, status: number): void;
  refused(subject: Subject, problem: Problem): void;
  failed(subject: Subject, error: unknown): void;
}

const secret = /eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?|-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g;

/** A second lock: a message of some library may quote what it choked on, and logs outlive tokens. */
const scrub = (_key: string, value: unknown): unknown =>
  typeof value === 'string' && (value.includes('eyJ') || value.includes('-----BEGIN '))
    ? value.replaceAll(secret, '[removed]')
    : value;

export function recorder(): Recorder {
  // Not for an environment variable to set: an audit that is turned down is none.
  const logger = new Logger({ logLevel: 'INFO', jsonReplacerFn: scrub });
  const metrics = new Metrics();

  // Without an await between its three steps, two calls cannot mix their dimensions.
  const count = (name: string, dimensions: Readonly<Record<string, string>> = {}): void => {
    for (const [key, value] of Object.entries(dimensions)) metrics.addDimension(key, value);
    metrics.addMetric(name, MetricUnit.Count, 1);
    metrics.publishStoredMetrics();
  };

  return {
    served(subject, status) {
      logger.info('served', { layer: 'service', decision: 'allowed', ...subject, status });
    },
    replayed(subject, status) {
      logger.info('replayed', { layer: 'service', decision: 'allowed', ...subject, code: 'idempotent_replay', status });
    },
    refused(subject, { code, status, cause, decided }) {
      const line = { layer: 'service', decision: 'denied', ...subject, ...decided, code, status };
      if (status < 500) logger.warn('refused', line);
      else logger.error('refused', { ...line, ...(cause instanceof Error ? { error: cause } : {}) });
      count('Refused', { Stage: subject.stage });
    },
    failed(subject, error) {
      logger.error('failed', {
        layer: 'service',
        decision: 'failed',
        ...subject,
        code: 'internal_error',
        status: 500,
        error: error instanceof Error ? error : new Error('something that is no error was thrown'),
      });
      count('Failed');
    },
  };
}
