import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { isPublic } from '../../lambda/guard/routes';
import type { Config } from '../config';
import { tablesOf } from '../data/tables';
import type { DataStack } from '../data/data-stack';
import type { GatewayStack } from '../gateway/gateway-stack';
import type { IdentityStack } from '../identity/identity-stack';
import { routesOf, servicesOf, type ServiceRoute } from '../routes';
import { access, guardAccess } from '../services/access';
import type { ServicesStack, TokenIssuer } from '../services/services-stack';
import { stackProps, type Configured } from '../stack';
import type { TrustStack } from '../trust/trust-stack';
import { repositoryBundle } from '../trust/truststore-folder';
import { homeAlarms, type WatchedPool } from './alarms';
import type { WatchedCertificates } from './client-alarms';
import { LogMetrics } from './log-metrics';
import type { WatchedService } from './service-alarms';
import type { WatchedTable } from './table-alarms';
import { Watch } from './watch';

export interface WatchStackProps extends Configured {
  /** Absent where nothing is certified: no edge to stand for, and no client with a certificate. */
  readonly trust?: Pick<TrustStack, 'certificatesFunction'>;
  /** Nothing of an issuer that is not ours can be watched from here. */
  readonly identity: TokenIssuer &
    Partial<Pick<IdentityStack, 'userPool' | 'appClient' | 'tokenTrigger' | 'webAclName'>>;
  readonly data: Pick<DataStack, 'tables'>;
  readonly services: Pick<ServicesStack, 'services'>;
  readonly gateway: Pick<GatewayStack, 'api' | 'accessLog'>;
}

/** Watch: the alarms of the home Region. Those of the edge stand beside it in us-east-1, where its metrics are. */
export class WatchStack extends Stack {
  constructor(scope: Construct, id: string, { config, trust, identity, data, services, gateway }: WatchStackProps) {
    super(scope, id, stackProps(config, 'watch', 'alarms and whom they tell'));
    // Two environments in one account must not add up.
    const logNamespace = `Portcullis/${config.prefix}`;
    new LogMetrics(this, 'LogMetrics', {
      ingress: config.ingress,
      accessLog: gateway.accessLog,
      namespace: logNamespace,
    });
    new Watch(this, 'Watch', {
      config,
      alarms: topic =>
        homeAlarms({
          region: this.region,
          api: gateway.api.metrics,
          entrance: gateway.api.entrance,
          logNamespace,
          services: watchedServices(services, config),
          tables: watchedTables(data, config),
          userPool: watchedPool(identity),
          certificates: watchedCertificates(config, trust, gateway),
          tokenTrigger: identity.tokenTrigger?.functionName,
          topicName: topic.topicName,
        }),
    });
  }
}

const watchedPool = ({ userPool, appClient, webAclName }: WatchStackProps['identity']): WatchedPool | undefined =>
  userPool === undefined || webAclName === undefined
    ? undefined
    : { id: userPool.userPoolId, clientId: appClient?.userPoolClientId, webAclName };

function watchedCertificates(
  config: Config,
  trust: WatchStackProps['trust'],
  { api }: WatchStackProps['gateway'],
): WatchedCertificates | undefined {
  const certificatesFunction = trust?.certificatesFunction;
  if (config.profile === 'consumer' || certificatesFunction === undefined) return undefined;
  const asking = routesOf(config).filter(({ service, method }) => service === 'devices' && method === 'POST');
  return {
    functionName: certificatesFunction.functionName,
    ownAuthority: config.clients.authority === 'own',
    givenAuthorities: repositoryBundle(config) !== undefined,
    requests: asking.map(({ method, path }) => ({
      namespace: 'AWS/ApiGateway',
      metricName: 'Count',
      dimensionsMap: { ...api.metrics.dimensions, Method: method, Resource: path },
    })),
  };
}

/** The checks of a service's guard that depend on the environment, or on whether anybody shows it a token. */
const checksOf = (rows: readonly ServiceRoute[], { profile, ingress }: Config): WatchedService['checks'] => [
  ...(ingress === 'edge' ? (['hop'] as const) : []),
  ...(ingress === 'edge' && profile === 'managed' ? (['door'] as const) : []),
  ...(profile === 'consumer' ? [] : (['binding'] as const)),
  ...(rows.every(isPublic) ? [] : (['token'] as const)),
];

const watchedServices = ({ services }: WatchStackProps['services'], config: Config): WatchedService[] => {
  const rows = servicesOf(config);
  return [...services].map(([name, { function: handler }]) => {
    const timeoutMs = handler.timeout?.toMilliseconds();
    if (timeoutMs === undefined) throw new Error(`lib/watch: ${name}: the function has no timeout to watch`);
    return { name, functionName: handler.functionName, timeoutMs, checks: checksOf(rows.get(name) ?? [], config) };
  });
};

/** The operations on a table, by what the services may do with it. */
const watchedTables = ({ tables }: WatchStackProps['data'], config: Config): WatchedTable[] =>
  tablesOf(config.profile).map(name => {
    const operations = [
      ...[...servicesOf(config).keys()].flatMap(service => access[service] ?? []),
      ...guardAccess(config.profile, routesOf(config)),
    ]
      .filter(({ table }) => table === name)
      .flatMap(({ actions, inTransaction }) =>
        inTransaction ? ['TransactWriteItems'] : actions.map(action => action.replace('dynamodb:', '')),
      );
    const tableName = tables[name]?.tableName;
    if (tableName === undefined) throw new Error(`lib/watch: ${name}: there is no such table to watch`);
    return { name, tableName, operations: [...new Set(operations)].sort() };
  });
