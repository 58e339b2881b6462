import { daysToExpiry, missing, type AlarmSpec } from './alarm';

export interface WatchedEntrance {
  readonly region: string;
  readonly certificateArn: string;
  readonly webAclName: string;
}

/** The alarms of an API that clients call themselves: what stands in us-east-1 where there is an edge. */
export const entranceAlarms = (entrance: WatchedEntrance): readonly AlarmSpec[] => [
  {
    id: 'CertificateExpires',
    layer: 'tls',
    // ACM renews 60 days ahead, so at 30 its renewal has failed.
    means:
      'the certificate clients see expires within 30 days. Look at its DNS validation record, or import a new one.',
    metric: daysToExpiry(entrance.certificateArn),
    fires: { below: 30 },
    missing: missing.keepsState,
  },
  {
    id: 'ApiBlocks',
    layer: 'waf',
    means: 'the web ACL blocked 1,000 requests in 5 minutes. Look at the web ACL log, by rule and address.',
    metric: blocked(entrance, 'ALL'),
    fires: { from: 1_000 },
    missing: missing.isQuiet,
  },
  {
    id: 'TokenFlood',
    layer: 'waf',
    means: 'one token was used beyond its rate: stolen, or an app in a loop. Look at the addresses in the web ACL log.',
    metric: blocked(entrance, 'PerToken'),
    fires: { from: 1 },
    missing: missing.isQuiet,
  },
  {
    id: 'ForgedEdgeHeaders',
    layer: 'waf',
    means: 'someone sends headers that only an edge may write: they know this design. Look at the web ACL log.',
    metric: blocked(entrance, 'ForgedEdgeHeaders'),
    fires: { from: 1 },
    missing: missing.isQuiet,
  },
];

/** In REGIONAL scope the Region is a dimension. */
function blocked({ region, webAclName }: WatchedEntrance, rule: string): AlarmSpec['metric'] {
  return {
    namespace: 'AWS/WAFV2',
    metricName: 'BlockedRequests',
    dimensionsMap: { WebACL: webAclName, Rule: rule, Region: region },
    statistic: 'Sum',
  };
}
