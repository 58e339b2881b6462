import { Duration } from 'aws-cdk-lib';
import type { Door } from '../edge/distribution';
import { daysToExpiry, missing, notDelivered, pascal, type AlarmSpec } from './alarm';
import { clientEdgeAlarms, type WatchedClients } from './client-edge-alarms';

export interface WatchedDoor {
  readonly name: Door['name'];
  readonly certificateArn: string;
  readonly distributionId: string;
}

export interface EdgeWatched {
  readonly doors: readonly WatchedDoor[];
  readonly originCertificateArn: string;
  readonly webAclName: string;
  /** Where clients show certificates. */
  readonly clients?: WatchedClients;
  readonly topicName: string;
}

/** The alarms of us-east-1, where CloudFront and everything of its scope publish: one object an alarm. */
export const edgeAlarms = (edge: EdgeWatched): readonly AlarmSpec[] => [
  ...edge.doors.flatMap(doorAlarms),
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
    // It is renewed with 30 days left.
    means:
      'the certificate CloudFront shows the API expires within 25 days, so its renewal fails; at its end every request fails.',
    metric: daysToExpiry(edge.originCertificateArn),
    fires: { below: 25 },
    missing: missing.keepsState,
  },
  {
    id: 'OriginHopRenewalFailed',
    layer: 'origin-mtls',
    means:
      "today's look at the origin hop's certificate failed, so it would not be renewed either. Look at the function's log.",
    metric: {
      namespace: 'Portcullis',
      metricName: 'OriginHopRenewalFailed',
      dimensionsMap: { service: 'origin-hop-leaf' },
      statistic: 'Maximum',
      period: Duration.days(1),
    },
    fires: { from: 1 },
    missing: missing.isQuiet,
  },
  {
    id: 'OriginHopAuthorityExpires',
    layer: 'origin-mtls',
    means:
      'the CA of the origin hop ends within 120 days, and no certificate outlives its CA. Add a generation: look at docs/runbooks.md.',
    metric: {
      namespace: 'Portcullis',
      metricName: 'OriginHopAuthorityDaysLeft',
      dimensionsMap: { service: 'origin-hop-leaf' },
      statistic: 'Minimum',
      period: Duration.days(1),
    },
    fires: { below: 120 },
    missing: missing.keepsState,
  },
  ...(edge.clients === undefined ? [] : clientEdgeAlarms(edge.clients)),
  notDelivered('Edge', edge.topicName),
];

/** Of one door: its certificate, and whether the API answers through it. */
const doorAlarms = ({ name, certificateArn, distributionId }: WatchedDoor): readonly AlarmSpec[] => {
  const id = (what: string): string => (name === 'api' ? what : `${pascal(name)}${what}`);
  return [
    {
      id: id('ViewerCertificateExpires'),
      layer: 'tls',
      // ACM renews 60 days ahead, so at 30 its renewal has failed.
      means:
        'the certificate clients see expires within 30 days. Look at its DNS validation record, or import a new one.',
      metric: daysToExpiry(certificateArn),
      fires: { below: 30 },
      missing: missing.keepsState,
    },
    {
      id: id('OriginErrors'),
      layer: 'origin-mtls',
      means:
        'CloudFront answers 5xx to 5 % of requests. 502: the mutual TLS to the API fails. Otherwise look at the gateway.',
      metric: {
        namespace: 'AWS/CloudFront',
        metricName: '5xxErrorRate',
        dimensionsMap: { DistributionId: distributionId, Region: 'Global' },
        statistic: 'Average',
      },
      fires: { from: 5 },
      periods: 2,
      missing: missing.isQuiet,
    },
  ];
};

/** A web ACL in CLOUDFRONT scope publishes without a Region dimension. */
function blocked(webAcl: string, rule: string): AlarmSpec['metric'] {
  return {
    namespace: 'AWS/WAFV2',
    metricName: 'BlockedRequests',
    dimensionsMap: { WebACL: webAcl, Rule: rule },
    statistic: 'Sum',
  };
}
