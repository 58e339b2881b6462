import { missing, pascal, type AlarmSpec } from './alarm';

export interface WatchedService {
  /** The folder under `lambda/`, and the `service` dimension of what its guard counts. */
  readonly name: string;
  readonly functionName: string;
  readonly timeoutMs: number;
  /** The checks of its guard that not every environment or service has. */
  readonly checks: readonly ('hop' | 'door' | 'binding' | 'token')[];
}

/** The alarms of one service: its function and its guard. */
export const serviceAlarms = ({ name, functionName, timeoutMs, checks }: WatchedService): readonly AlarmSpec[] => {
  const id = (what: string): string => `${pascal(name)}${what}`;
  const lambda = (metricName: string, statistic: string): AlarmSpec['metric'] => ({
    namespace: 'AWS/Lambda',
    metricName,
    dimensionsMap: { FunctionName: functionName },
    statistic,
  });
  const guard = (metricName: string, dimensions: Readonly<Record<string, string>> = {}): AlarmSpec['metric'] => ({
    namespace: 'Portcullis',
    metricName,
    dimensionsMap: { service: name, ...dimensions },
    statistic: 'Sum',
  });

  const refusals = {
    hop: {
      id: id('HopRefused'),
      layer: 'origin-mtls',
      means: `a request reached ${name} with a hop certificate that is not the edge's: someone is around the edge. Act now.`,
      metric: guard('Refused', { Stage: 'hop' }),
      fires: { from: 1 },
      missing: missing.isQuiet,
    },
    door: {
      id: id('DoorRefused'),
      layer: 'service',
      means: `a request came to ${name} through the wrong door: someone looks for what the enrolment door leads to. Look at its log.`,
      metric: guard('Refused', { Stage: 'door' }),
      fires: { from: 1 },
      missing: missing.isQuiet,
    },
    binding: {
      id: id('BindingRefused'),
      layer: 'client-mtls',
      // A revoked device goes on calling for a while; somebody with another's token is one request too many, and in the codes.
      means: `${name} refused 5 tokens in 5 minutes that came with a certificate not theirs, or with one that is revoked. Look at the codes in its log.`,
      metric: guard('Refused', { Stage: 'binding' }),
      fires: { from: 5 },
      missing: missing.isQuiet,
    },
    token: {
      id: id('TokenRefused'),
      layer: 'service',
      // The gateway verified the same token a moment before, so this is rare: expiry in between, or an ID token.
      means: `${name} refused 5 tokens in 5 minutes that the gateway had let pass. Look at the codes in its log.`,
      metric: guard('Refused', { Stage: 'token' }),
      fires: { from: 5 },
      missing: missing.isQuiet,
    },
  } as const satisfies Readonly<Record<string, AlarmSpec>>;

  return [
    ...checks.map(check => refusals[check]),
    {
      id: id('Failed'),
      layer: 'service',
      // The guard answers 500 itself, so Lambda counts no error.
      means: `${name} answered 500. Look for "failed" in its log.`,
      metric: guard('Failed'),
      fires: { from: 1 },
      missing: missing.isQuiet,
    },
    {
      id: id('Errors'),
      layer: 'service',
      means: `${name} crashed, timed out or did not start. Look at its log.`,
      metric: lambda('Errors', 'Sum'),
      fires: { from: 1 },
      missing: missing.isQuiet,
    },
    {
      id: id('Throttles'),
      layer: 'service',
      means: `${name} ran out of concurrency. Look at the account's limit and at who calls.`,
      metric: lambda('Throttles', 'Sum'),
      fires: { from: 1 },
      missing: missing.isQuiet,
    },
    {
      id: id('Slow'),
      layer: 'service',
      means: `one call in a hundred to ${name} takes 80 % of its timeout. Look at DynamoDB and at cold starts.`,
      metric: lambda('Duration', 'p99'),
      fires: { from: timeoutMs * 0.8 },
      periods: 3,
      missing: missing.isQuiet,
    },
  ];
};
