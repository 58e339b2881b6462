import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Problem } from './problem';

/** Whose call it was and where it stood: nothing else about a request reaches the log. */
interface Subject {
  /** API Gateway's request id. */
  readonly requestId?: string | undefined;
  /** CloudFront's request id. */
  readonly edgeRequestId?: string | undefined;
  readonly route?: string | undefined;
  readonly sub?: string | undefined;
  readonly stage: string;
  /** The policy language's names: what was done, to what, and which policies decided. */
  readonly action?: string;
  readonly resource?: string;
  readonly policies?: readonly string[];
}

/** What the guard says about each call: one line and one metric. Alarms and the local chain read both. */
export interface Recorder {
  served(subject: Subject, status: number): void;
  replayed(subject: Subject, status: number): void;
  refused(subject: Subject, problem: Problem): void;
  failed(subject: Subject, error: unknown): void;
}

const secret = /eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?|-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g;

/** A second lock: a message of some library may quote what it choked on, and logs outlive tokens. */
const scrub = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.replaceAll(secret, '[removed]') : value;

export function recorder(): Recorder {
  const logger = new Logger({ jsonReplacerFn: scrub });
  const metrics = new Metrics();

  // Without an await between its three steps, two calls cannot mix their dimensions.
  const count = (name: string, dimensions: Readonly<Record<string, string>> = {}): void => {
    for (const [key, value] of Object.entries(dimensions)) metrics.addDimension(key, value);
    metrics.addMetric(name, MetricUnit.Count, 1);
    metrics.publishStoredMetrics();
  };

  return {
    served(subject, status) {
      logger.info('served', { layer: 'service', ...subject, status });
      count('Served');
    },
    replayed(subject, status) {
      logger.info('replayed', { layer: 'service', ...subject, code: 'idempotent_replay', status });
      count('Served');
    },
    refused(subject, { code, status, cause, decided }) {
      const line = { layer: 'service', ...subject, ...decided, code, status };
      if (status < 500) logger.warn('refused', line);
      else logger.error('refused', { ...line, ...(cause instanceof Error ? { error: cause } : {}) });
      count('Refused', { Stage: subject.stage });
    },
    failed(subject, error) {
      logger.error('failed', {
        layer: 'service',
        ...subject,
        code: 'internal_error',
        status: 500,
        error: error instanceof Error ? error : new Error('something that is no error was thrown'),
      });
      count('Failed');
    },
  };
}
