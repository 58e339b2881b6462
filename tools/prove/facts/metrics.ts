/**
 * What AWS publishes, where, and under which dimensions: an alarm that is off by one word never fires, and looks as if all
 * were well. Only what stands around an API; the developer guides of the services have the rest.
 */

/** `one`: each datum is 0 or 1 a request, so only a sum counts. `percent`: 0 to 100. `time`: milliseconds. `days`: until an end. */
type Scale = 'one' | 'percent' | 'time' | 'days' | 'any';

export interface MetricFacts {
  readonly scale: Scale;
  /** Dimension names it comes with; any one of the sets, exactly. */
  readonly dimensions: readonly (readonly string[])[];
  /** As high as it can get, where that is known. */
  readonly most?: number;
  /** Which way it goes when something is wrong; absent: either may be what one watches for. */
  readonly wrong?: 'up' | 'down';
}

type Table = Readonly<Record<string, MetricFacts>>;

const each = (names: readonly string[], facts: MetricFacts): Table =>
  Object.fromEntries(names.map(name => [name, facts]));

const httpApi = [['ApiId'], ['ApiId', 'Stage'], ['ApiId', 'Method', 'Resource', 'Stage']];
const restApi = [['ApiName'], ['ApiName', 'Stage'], ['ApiName', 'Method', 'Resource', 'Stage']];
const fn = [[], ['FunctionName'], ['FunctionName', 'Resource'], ['ExecutedVersion', 'FunctionName', 'Resource']];
const acl = [
  ['Rule', 'WebACL'],
  ['Region', 'Rule', 'WebACL'],
  ['Rule', 'RuleGroup'],
  ['Region', 'Rule', 'RuleGroup'],
];
const distribution = [['DistributionId', 'Region']];
const edgeFunction = [['FunctionName', 'Region']];
const client = [['UserPool', 'UserPoolClient']];
const table = [['TableName'], ['GlobalSecondaryIndexName', 'TableName']];
const operation = [['Operation', 'TableName']];
const topic = [['TopicName']];

/** HTTP APIs and REST APIs share a namespace, and no name of an error. */
export const httpApiMetrics: Table = {
  ...each(['4xx', '5xx'], { scale: 'one', dimensions: httpApi, wrong: 'up' }),
  ...each(['Latency', 'IntegrationLatency'], { scale: 'time', dimensions: httpApi, wrong: 'up', most: 30_000 }),
  ...each(['Count', 'DataProcessed'], { scale: 'any', dimensions: httpApi }),
};

export const restApiMetrics: Table = {
  ...each(['4XXError', '5XXError'], { scale: 'one', dimensions: restApi, wrong: 'up' }),
  ...each(['Latency', 'IntegrationLatency'], { scale: 'time', dimensions: restApi, wrong: 'up', most: 300_000 }),
  ...each(['Count', 'CacheHitCount', 'CacheMissCount'], { scale: 'any', dimensions: restApi }),
};

/** Rates by status, origin latency and cache hits are published for distributions with a MonitoringSubscription only. */
export const additionalEdgeMetrics = [
  ...['401', '403', '404', '502', '503', '504'].map(status => `${status}ErrorRate`),
  'CacheHitRate',
  'OriginLatency',
];

const edgeMetrics: Table = {
  ...each(['4xxErrorRate', '5xxErrorRate', 'TotalErrorRate'], {
    scale: 'percent',
    dimensions: distribution,
    wrong: 'up',
  }),
  ...each(
    additionalEdgeMetrics.filter(name => name.endsWith('ErrorRate')),
    { scale: 'percent', dimensions: distribution, wrong: 'up' },
  ),
  CacheHitRate: { scale: 'percent', dimensions: distribution },
  OriginLatency: { scale: 'time', dimensions: distribution, wrong: 'up' },
  ...each(['Requests', 'BytesDownloaded', 'BytesUploaded'], { scale: 'any', dimensions: distribution }),
  ...each(['FunctionExecutionErrors', 'FunctionThrottles', 'FunctionValidationErrors'], {
    scale: 'any',
    dimensions: edgeFunction,
    wrong: 'up',
  }),
};

export const metricsOf: ReadonlyMap<string, Table> = new Map<string, Table>([
  ['AWS/ApiGateway', { ...restApiMetrics, ...httpApiMetrics }],
  ['AWS/CloudFront', edgeMetrics],
  [
    'AWS/WAFV2',
    {
      ...each(['BlockedRequests', 'CountedRequests', 'CaptchaRequests', 'ChallengeRequests'], {
        scale: 'one',
        dimensions: acl,
        wrong: 'up',
      }),
      ...each(['AllowedRequests', 'PassedRequests'], { scale: 'one', dimensions: acl }),
    },
  ],
  [
    'AWS/Lambda',
    {
      ...each(['Errors', 'Throttles', 'Url4xxCount', 'Url5xxCount'], { scale: 'one', dimensions: fn, wrong: 'up' }),
      ...each(['Duration', 'UrlRequestLatency'], { scale: 'time', dimensions: fn, wrong: 'up' }),
      ...each(['Invocations', 'UrlRequestCount', 'ConcurrentExecutions'], { scale: 'any', dimensions: fn }),
    },
  ],
  [
    'AWS/Cognito',
    {
      ...each(['SignUpThrottles', 'SignInThrottles', 'TokenRefreshThrottles', 'FederationThrottles'], {
        scale: 'one',
        dimensions: client,
        wrong: 'up',
      }),
      ...each(['SignUpSuccesses', 'SignInSuccesses', 'TokenRefreshSuccesses', 'FederationSuccesses'], {
        scale: 'one',
        dimensions: client,
      }),
    },
  ],
  [
    'AWS/DynamoDB',
    {
      ...each(['ThrottledRequests', 'SystemErrors'], { scale: 'one', dimensions: operation, wrong: 'up' }),
      ...each(['ReadThrottleEvents', 'WriteThrottleEvents'], { scale: 'one', dimensions: table, wrong: 'up' }),
      ...each(['SuccessfulRequestLatency'], { scale: 'time', dimensions: operation, wrong: 'up' }),
      ...each(['ConsumedReadCapacityUnits', 'ConsumedWriteCapacityUnits'], { scale: 'any', dimensions: table }),
      ...each(['ConditionalCheckFailedRequests', 'TransactionConflict'], { scale: 'one', dimensions: table }),
      ...each(['UserErrors'], { scale: 'one', dimensions: [[]], wrong: 'up' }),
    },
  ],
  [
    'AWS/SNS',
    {
      ...each(['NumberOfNotificationsFailed'], { scale: 'one', dimensions: topic, wrong: 'up' }),
      ...each(['NumberOfMessagesPublished', 'NumberOfNotificationsDelivered'], { scale: 'one', dimensions: topic }),
    },
  ],
  ['AWS/CertificateManager', { DaysToExpiry: { scale: 'days', dimensions: [['CertificateArn']], wrong: 'down' } }],
]);

/** More events in a second than any of these services takes from one account without asking. */
export const mostPerSecond: Readonly<Record<string, number>> = {
  'AWS/ApiGateway': 10_000,
  'AWS/Lambda': 10_000,
  'AWS/SNS': 30_000,
};

export const mostElsewhere = 250_000;
