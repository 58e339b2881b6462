import { daysToExpiry, missing, notDelivered, type AlarmSpec } from './alarm';

export interface EdgeWatched {
  readonly viewerCertificateArn: string;
  readonly originCertificateArn: string;
  readonly distributionId: string;
  readonly webAclName: string;
  readonly topicName: string;
}

/** The alarms of us-east-1, where CloudFront and everything of its scope publish: one object an alarm. */
export const edgeAlarms = (edge: EdgeWatched): readonly AlarmSpec[] => [
  {
    id: 'ViewerCertificateExpires',
    layer: 'tls',
    // ACM renews 60 days ahead, so at 30 its renewal has failed.
    means:
      'the certificate clients see expires within 30 days. Look at its DNS validation record, or import a new one.',
    metric: daysToExpiry(edge.viewerCertificateArn),
    fires: { below: 30 },
    missing: missing.keepsState,
  },
  {
    id: 'EdgeBlocks',
    layer: 'waf',
    means: 'the web ACL blocked 1,000 requests in 5 minutes. Look at the web ACL log, by rule and address.',
    metric: blocked(edge.webAclName, 'ALL'),
    fires: { from: 1_000 },
    missing: missing.isQuiet,
  },
  {
    id: 'TokenFlood',
    layer: 'waf',
    means: 'one token was used beyond its rate: stolen, or an app in a loop. Look at the addresses in the web ACL log.',
    metric: blocked(edge.webAclName, 'PerToken'),
    fires: { from: 1 },
    missing: missing.isQuiet,
  },
  {
    id: 'ForgedEdgeHeaders',
    layer: 'waf',
    means: 'someone sends headers that only the edge may write: they know this design. Look at the web ACL log.',
    metric: blocked(edge.webAclName, 'ForgedEdgeHeaders'),
    fires: { from: 1 },
    missing: missing.isQuiet,
  },
  {
    id: 'OriginHopLeafExpires',
    layer: 'origin-mtls',
    // Nothing renews it by itself: leave people the time.
    means: 'the certificate CloudFront shows the API expires within 45 days; then every request fails. Renew it.',
    metric: daysToExpiry(edge.originCertificateArn),
    fires: { below: 45 },
    missing: missing.keepsState,
  },
  {
    id: 'OriginErrors',
    layer: 'origin-mtls',
    means:
      'CloudFront answers 5xx to 5 % of requests. 502: the mutual TLS to the API fails. Otherwise look at the gateway.',
    metric: {
      namespace: 'AWS/CloudFront',
      metricName: '5xxErrorRate',
      dimensionsMap: { DistributionId: edge.distributionId, Region: 'Global' },
      statistic: 'Average',
    },
    fires: { from: 5 },
    periods: 2,
    missing: missing.isQuiet,
  },
  notDelivered('Edge', edge.topicName),
];

/** A web ACL in CLOUDFRONT scope publishes without a Region dimension. */
function blocked(webAcl: string, rule: string): AlarmSpec['metric'] {
  return {
    namespace: 'AWS/WAFV2',
    metricName: 'BlockedRequests',
    dimensionsMap: { WebACL: webAcl, Rule: rule },
    statistic: 'Sum',
  };
}
