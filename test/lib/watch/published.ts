/**
 * What AWS and the project publish, by namespace: metric names and the exact sets of dimensions, after the services' developer
 * guides. An alarm on anything else is an alarm that never fires.
 */
export interface Published {
  readonly namespace: string | RegExp;
  readonly metrics: readonly string[];
  /** Sorted. */
  readonly dimensions: readonly string[];
  /** Where it is published; absent: in every Region. */
  readonly region?: 'us-east-1' | 'home';
  /** The kind of API that publishes it: HTTP at the edge, REST without one. Absent: has nothing to do with it. */
  readonly ingress?: 'edge' | 'regional';
}

export const published: readonly Published[] = [
  { namespace: 'AWS/CertificateManager', metrics: ['DaysToExpiry'], dimensions: ['CertificateArn'] },
  {
    namespace: 'AWS/CloudFront',
    metrics: ['Requests', '4xxErrorRate', '5xxErrorRate', 'TotalErrorRate'],
    dimensions: ['DistributionId', 'Region'],
    region: 'us-east-1',
  },
  // CLOUDFRONT scope has no Region dimension, REGIONAL scope has.
  {
    namespace: 'AWS/WAFV2',
    metrics: ['BlockedRequests', 'CountedRequests'],
    dimensions: ['Rule', 'WebACL'],
    region: 'us-east-1',
  },
  {
    namespace: 'AWS/WAFV2',
    metrics: ['BlockedRequests', 'CountedRequests'],
    dimensions: ['Region', 'Rule', 'WebACL'],
    region: 'home',
  },
  // HTTP API. `4XXError`, `5XXError` and ApiName are those of REST APIs.
  {
    namespace: 'AWS/ApiGateway',
    metrics: ['4xx', '5xx', 'Latency', 'IntegrationLatency', 'Count'],
    dimensions: ['ApiId', 'Stage'],
    region: 'home',
    ingress: 'edge',
  },
  // By route, where the stage asks for detailed metrics.
  {
    namespace: 'AWS/ApiGateway',
    metrics: ['Count'],
    dimensions: ['ApiId', 'Method', 'Resource', 'Stage'],
    region: 'home',
    ingress: 'edge',
  },
  ...[
    ['ApiName', 'Stage'],
    ['ApiName', 'Method', 'Resource', 'Stage'],
  ].map(dimensions => ({
    namespace: 'AWS/ApiGateway',
    metrics: ['4XXError', '5XXError', 'Latency', 'IntegrationLatency', 'Count'],
    dimensions,
    region: 'home' as const,
    ingress: 'regional' as const,
  })),
  {
    namespace: 'AWS/Cognito',
    metrics: ['SignInThrottles', 'SignUpThrottles', 'TokenRefreshThrottles', 'FederationThrottles'],
    dimensions: ['UserPool', 'UserPoolClient'],
    region: 'home',
  },
  {
    namespace: 'AWS/Lambda',
    metrics: ['Errors', 'Throttles', 'Duration'],
    dimensions: ['FunctionName'],
    region: 'home',
  },
  {
    namespace: 'AWS/DynamoDB',
    metrics: ['ThrottledRequests', 'SystemErrors'],
    dimensions: ['Operation', 'TableName'],
    region: 'home',
  },
  { namespace: 'AWS/SNS', metrics: ['NumberOfNotificationsFailed'], dimensions: ['TopicName'] },
  // The guard's own, and what log-metrics.ts counts.
  { namespace: 'Portcullis', metrics: ['Refused'], dimensions: ['Stage', 'service'], region: 'home' },
  { namespace: 'Portcullis', metrics: ['Failed'], dimensions: ['service'], region: 'home' },
  // lambda/origin-hop-leaf/renewal.ts, beside the distribution.
  {
    namespace: 'Portcullis',
    metrics: ['OriginHopRenewalFailed', 'OriginHopLeafDaysLeft', 'OriginHopAuthorityDaysLeft'],
    dimensions: ['service'],
    region: 'us-east-1',
  },
  // Of the certificates function and of the sync at the edge.
  {
    namespace: 'Portcullis',
    metrics: [
      'CertificatesIssued',
      'CertificatesRefused',
      'CertificatesEndingUnrenewed',
      'ClientAuthorityDaysLeft',
      'TruststoreDaysLeft',
    ],
    dimensions: ['service'],
    region: 'home',
  },
  { namespace: 'Portcullis', metrics: ['RevocationListSynced'], dimensions: ['service'], region: 'us-east-1' },
  { namespace: /^Portcullis\/./, metrics: ['HandshakesRefused'], dimensions: [], region: 'us-east-1' },
  { namespace: /^Portcullis\/./, metrics: ['Unauthorized', 'Forbidden', 'Throttled'], dimensions: [], region: 'home' },
];
