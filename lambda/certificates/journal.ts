import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Issued, Of, Refused, Registered, Revoked } from './protocol';

/** What the function says about its work: a line for people, a count for alarms. Never a key, a request or a PEM. */
export interface Journal {
  readonly note: (
    request: Of<'issue' | 'register' | 'revoke'>,
    answer: Issued | Registered | Revoked | Refused,
  ) => void;
  /** A gauge, taken once a day. */
  readonly measure: (
    name: 'ClientAuthorityDaysLeft' | 'TruststoreDaysLeft' | 'CertificatesEndingUnrenewed',
    value: number,
  ) => void;
  readonly failed: (what: string, error: unknown) => void;
}

const counted = {
  issue: 'CertificatesIssued',
  register: 'CertificatesRegistered',
  revoke: 'CertificatesRevoked',
} as const;

export function journal(metrics = new Metrics(), print: (line: string) => void = console.log): Journal {
  const add = (name: string, value: number): void => {
    metrics.addMetric(name, MetricUnit.Count, value);
    metrics.publishStoredMetrics();
  };
  const say = (level: 'INFO' | 'WARN' | 'ERROR', message: string, facts: object): void =>
    print(JSON.stringify({ level, message, ...facts }));
  return {
    note(request, answer) {
      const { action, requestedBy } = request;
      const whose =
        'owner' in request ? { owner: `${request.owner.kind}#${request.owner.id}`, deviceId: request.deviceId } : {};
      if (!answer.ok) {
        say('WARN', 'refused', { action, requestedBy, ...whose, code: answer.code });
        add('CertificatesRefused', 1);
        return;
      }
      const { thumbprint } = answer;
      const facts = 'notAfter' in answer ? { serialNumber: answer.serialNumber, notAfter: answer.notAfter } : {};
      const reason = 'reason' in request ? { reason: request.reason } : {};
      say('INFO', action, { requestedBy, ...whose, thumbprint, ...facts, ...reason });
      add(counted[action], 1);
    },
    measure: add,
    failed: (what, error) =>
      say('ERROR', 'failed', { what, error: error instanceof Error ? error.message : String(error) }),
  };
}
