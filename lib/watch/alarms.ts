import type { ApiMetrics } from '../gateway/front';
import { missing, notDelivered, type AlarmSpec } from './alarm';
import { clientAlarms, type WatchedCertificates } from './client-alarms';
import { entranceAlarms, type WatchedEntrance } from './entrance-alarms';
import type { LogMetric } from './log-metrics';
import { serviceAlarms, type WatchedService } from './service-alarms';
import { tableAlarms, type WatchedTable } from './table-alarms';

/** A user pool of ours. The client is the app's; partners' clients sign nobody in. */
export interface WatchedPool {
  readonly id: string;
  readonly clientId?: string;
  readonly webAclName: string;
}

export interface HomeWatched {
  readonly region: string;
  readonly api: ApiMetrics;
  /** Where clients call the API itself. */
  readonly entrance?: Pick<WatchedEntrance, 'certificateArn' | 'webAclName'>;
  /** Namespace of the metrics counted out of the access log. */
  readonly logNamespace: string;
  readonly services: readonly WatchedService[];
  readonly tables: readonly WatchedTable[];
  readonly userPool: WatchedPool | undefined;
  /** Name of the function without which a partner gets no token. */
  readonly tokenTrigger?: string;
  /** Where clients show certificates. */
  readonly certificates?: WatchedCertificates;
  readonly topicName: string;
}

/**
 * The alarms of the home Region: one object an alarm. What API Gateway refuses in the mutual-TLS handshake of an HTTP API leaves
 * neither log nor metric, so `origin-mtls` is watched by what the guard sees and by the edge's alarms.
 */
export const homeAlarms = (home: HomeWatched): readonly AlarmSpec[] => [
  ...(home.entrance === undefined ? [] : entranceAlarms({ region: home.region, ...home.entrance })),
  ...signInBlocks(home),
  {
    id: 'GatewayErrors',
    layer: 'gateway',
    means: 'the API answered 5xx five times in 5 minutes. Look at integrationError in the access log.',
    metric: api(home, home.api.serverErrors, 'Sum'),
    fires: { from: 5 },
    missing: missing.isQuiet,
  },
  {
    id: 'GatewayRefusals',
    layer: 'gateway',
    means: 'the API answered 4xx 500 times in 5 minutes: a probe, or an app that broke. Look at routeKey and status.',
    metric: api(home, home.api.clientErrors, 'Sum'),
    fires: { from: 500 },
    missing: missing.isQuiet,
  },
  {
    id: 'GatewaySlow',
    layer: 'gateway',
    means: 'one request in a hundred takes 3 seconds or more. Look at the duration alarms of the services first.',
    metric: api(home, 'Latency', 'p99'),
    fires: { from: 3_000 },
    periods: 3,
    missing: missing.isQuiet,
  },
  {
    id: 'GatewayThrottles',
    layer: 'gateway',
    means: 'throttled 50 requests in 5 minutes. The throttle of a route is shared by all: look at who fills it.',
    metric: counted(home, 'Throttled'),
    fires: { from: 50 },
    missing: missing.isQuiet,
  },
  {
    id: 'TokensRefused',
    layer: 'auth',
    means:
      '100 requests in 5 minutes bore no valid token. Look at authorizerError in the access log, and at key rotation.',
    metric: counted(home, 'Unauthorized'),
    fires: { from: 100 },
    missing: missing.isQuiet,
  },
  {
    id: 'ScopesRefused',
    layer: 'auth',
    means:
      '20 requests in 5 minutes had a valid token without the scope of the route. Look at subject in the access log.',
    metric: counted(home, 'Forbidden'),
    fires: { from: 20 },
    missing: missing.isQuiet,
  },
  ...signInThrottles(home),
  ...(home.tokenTrigger === undefined ? [] : [partnerTokensRefused(home.tokenTrigger)]),
  ...(home.certificates === undefined ? [] : clientAlarms(home.certificates)),
  ...home.services.flatMap(serviceAlarms),
  ...home.tables.flatMap(tableAlarms),
  notDelivered('Home', home.topicName),
];

type Watched<K extends keyof HomeWatched> = Pick<HomeWatched, K>;

function api({ api: { dimensions } }: Watched<'api'>, metricName: string, statistic: string): AlarmSpec['metric'] {
  return { namespace: 'AWS/ApiGateway', metricName, dimensionsMap: { ...dimensions }, statistic };
}

function counted({ logNamespace }: Watched<'logNamespace'>, metricName: LogMetric): AlarmSpec['metric'] {
  return { namespace: logNamespace, metricName, statistic: 'Sum' };
}

function signInBlocks({ region, userPool }: Watched<'region' | 'userPool'>): AlarmSpec[] {
  if (userPool === undefined) return [];
  return [
    {
      id: 'SignInBlocks',
      layer: 'waf',
      means: 'the web ACL of the user pool blocked 100 requests in 5 minutes: guessing of passwords. Look at its log.',
      metric: {
        namespace: 'AWS/WAFV2',
        metricName: 'BlockedRequests',
        // In REGIONAL scope the Region is a dimension.
        dimensionsMap: { WebACL: userPool.webAclName, Rule: 'ALL', Region: region },
        statistic: 'Sum',
      },
      fires: { from: 100 },
      missing: missing.isQuiet,
    },
  ];
}

function signInThrottles({ userPool }: Watched<'userPool'>): AlarmSpec[] {
  const { id, clientId } = userPool ?? {};
  if (id === undefined || clientId === undefined) return [];
  return ['SignInThrottles', 'TokenRefreshThrottles'].map(metricName => ({
    id: metricName,
    layer: 'auth',
    means: 'Cognito turned sign-ins away because a quota of the account is used up. Look at the sign-in web ACL first.',
    metric: {
      namespace: 'AWS/Cognito',
      metricName,
      dimensionsMap: { UserPool: id, UserPoolClient: clientId },
      statistic: 'Sum',
    },
    fires: { from: 1 },
    missing: missing.isQuiet,
  }));
}

/** A token that is refused is an error of the trigger: Cognito knows no other way to say no. */
const partnerTokensRefused = (functionName: string): AlarmSpec => ({
  id: 'PartnerTokensRefused',
  layer: 'auth',
  means:
    'five tokens were refused to partners in 5 minutes: no certificate of theirs is in force, or the registry cannot be read. Look at the log of the trigger, and at `portcullis trust expiry`.',
  metric: {
    namespace: 'AWS/Lambda',
    metricName: 'Errors',
    dimensionsMap: { FunctionName: functionName },
    statistic: 'Sum',
  },
  fires: { from: 5 },
  missing: missing.isQuiet,
});
