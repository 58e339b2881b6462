import { Duration } from 'aws-cdk-lib';
import type { MetricProps } from 'aws-cdk-lib/aws-cloudwatch';
import { missing, type AlarmSpec } from './alarm';

/** What issues, registers and revokes the certificates of clients. */
export interface WatchedCertificates {
  readonly functionName: string;
  /** A CA of ours signs them. */
  readonly ownAuthority: boolean;
  /** CAs of the repository are taken too, so their end is measured. */
  readonly givenAuthorities: boolean;
  /** The API's own count of requests that ask for a certificate; empty where only operators do. */
  readonly requests: readonly MetricProps[];
}

/** The alarms of the home Region that are there where clients show certificates. */
export const clientAlarms = (certificates: WatchedCertificates): readonly AlarmSpec[] => [
  ...(certificates.ownAuthority ? ending('ClientAuthorityEnds', 'ClientAuthorityDaysLeft', "the clients' CA") : []),
  ...(certificates.givenAuthorities
    ? ending('TruststoreEnds', 'TruststoreDaysLeft', 'a CA in config/<env>/truststore')
    : []),
  {
    id: 'CertificatesEndUnrenewed',
    layer: 'client-mtls',
    means:
      'certificates end within a week and their holders have not renewed: they will be shut out. `portcullis trust expiry` names them.',
    metric: { ...counted('CertificatesEndingUnrenewed'), statistic: 'Maximum', period: Duration.days(1) },
    fires: { from: 1 },
    missing: missing.isQuiet,
  },
  {
    id: 'CertificateBurst',
    layer: 'client-mtls',
    means:
      '20 certificates were issued in 5 minutes: a fleet that renews, or somebody who enrols what is not theirs. Look at requestedBy in the log of the certificates function.',
    metric: counted('CertificatesIssued'),
    fires: { from: 20 },
    missing: missing.isQuiet,
  },
  {
    id: 'CertificatesRefused',
    layer: 'client-mtls',
    means: '10 certificates were refused in 5 minutes: keys used before, weak ones, or requests over the limit.',
    metric: counted('CertificatesRefused'),
    fires: { from: 10 },
    missing: missing.isQuiet,
  },
  unrequested(certificates.requests),
  {
    id: 'CertificatesFailed',
    layer: 'client-mtls',
    means:
      'the certificates function failed: no certificate is issued or revoked, or the revocation list grows old. Look at its log.',
    metric: {
      namespace: 'AWS/Lambda',
      metricName: 'Errors',
      dimensionsMap: { FunctionName: certificates.functionName },
      statistic: 'Sum',
    },
    fires: { from: 1 },
    missing: missing.isQuiet,
  },
];

/** Once a day the certificates function measures it; between two measures, and when one is missing, nothing is forgotten. */
const ending = (id: string, metricName: string, what: string): AlarmSpec[] =>
  [60, 30, 7].map(days => ({
    id: `${id}In${days}Days`,
    layer: 'client-mtls',
    means: `${what} ends within ${days} days, and with it every certificate it signed. Rotate it: \`portcullis trust rotate\`.`,
    metric: { ...counted(metricName), statistic: 'Minimum', period: Duration.days(1) },
    fires: { below: days },
    missing: missing.keepsState,
  }));

/**
 * Who may sign could issue certificates that nobody asked the API for. Two who do not know each other count: the function that
 * signs, and API Gateway. An hour, so that a request and its certificate fall into one.
 */
function unrequested(requests: WatchedCertificates['requests']): AlarmSpec {
  const issued = { ...counted('CertificatesIssued'), period: Duration.hours(1) };
  const means =
    'certificates were issued that no request at the API asked for. An operator did it, or somebody else did:';
  const common = {
    id: 'IssuedUnrequested',
    layer: 'client-mtls',
    fires: { from: 1 },
    missing: missing.isQuiet,
  } as const;
  const log = 'requestedBy in the log of the certificates function says who.';
  if (requests.length === 0) return { ...common, means: `${means} ${log}`, metric: issued };
  const using = Object.fromEntries(
    requests.map((metric, index) => [
      `asked${index}`,
      { ...metric, statistic: 'Sum', period: Duration.hours(1) } as const,
    ]),
  );
  const expression = ['FILL(issued, 0)', ...Object.keys(using).map(name => `FILL(${name}, 0)`)].join(' - ');
  return { ...common, means: `${means} ${log}`, metric: issued, math: { expression, using: { issued, ...using } } };
}

function counted(metricName: string): AlarmSpec['metric'] {
  return { namespace: 'Portcullis', metricName, dimensionsMap: { service: 'certificates' }, statistic: 'Sum' };
}
