import { Stack } from 'aws-cdk-lib';
import {
  CfnStage,
  CorsHttpMethod,
  HttpApi,
  HttpStage,
  LogGroupLogDestination,
  type CorsPreflightOptions,
  type HttpRoute,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { routeKey } from '../../lambda/guard/routes';
import type { Config, EdgeConfig } from '../config';
import { names } from '../names';
import { routesOf, type Setup } from '../routes';
import type { ServicesStack, TokenIssuer } from '../services/services-stack';
import { namedRemovalPolicy, retentionDays, stackProps, type Configured } from '../stack';
import type { TrustStack } from '../trust/trust-stack';
import { accessLogFormat } from './access-log';
import { OriginDomain } from './origin-domain';
import { addRoute, ServiceIntegration } from './routes';
import { Truststore } from './truststore';

export interface GatewayStackProps extends Configured<EdgeConfig> {
  readonly trust: Pick<TrustStack, 'bucket' | 'authorities'>;
  readonly identity: TokenIssuer;
  readonly services: Pick<ServicesStack, 'services'>;
}

/** Gateway: the HTTP API, reachable under its mutual-TLS name only, with every row of the route table and no other route. */
export class GatewayStack extends Stack {
  readonly api: HttpApi;
  readonly stage: HttpStage;
  readonly domain: OriginDomain;
  readonly accessLog: LogGroup;

  constructor(scope: Construct, id: string, { config, trust, identity, services }: GatewayStackProps) {
    super(scope, id, stackProps(config, 'gateway', 'the API behind the edge'));

    const { resource: truststore } = new Truststore(this, 'Truststore', { config, trust });
    this.domain = new OriginDomain(this, 'Origin', { config, truststore });
    this.accessLog = new LogGroup(this, 'AccessLog', {
      logGroupName: names(config).accessLogGroup,
      retention: retentionDays(config.retention.accessLogDays),
      removalPolicy: namedRemovalPolicy(config),
    });
    this.api = new HttpApi(this, 'Api', {
      apiName: `${config.prefix}-api`,
      description: `${config.prefix}: reached through ${config.domain.origin} only`,
      // Open, it would be a door without mutual TLS, web ACL or rate rules.
      disableExecuteApiEndpoint: true,
      createDefaultStage: false,
      corsPreflight: corsOf(config),
    });
    const routes = this.addRoutes(config, identity, services);
    this.stage = this.addStage(config, routes);
  }

  private addRoutes(config: Config, identity: TokenIssuer, { services }: GatewayStackProps['services']): HttpRoute[] {
    const { resourceServer } = config.identity;
    const authorizer = new HttpJwtAuthorizer('Tokens', identity.issuerUrl, { jwtAudience: [...identity.clientIds] });
    const integrations = new Map(
      [...services].map(([name, service]) => [name, new ServiceIntegration(name, service.function)]),
    );
    return routesOf(config).map(row => {
      const integration = integrations.get(row.service);
      if (integration === undefined) throw new Error(`lib/gateway: ${routeKey(row)}: no service ${row.service}`);
      return addRoute(this, { api: this.api, row, authorizer, integration, resourceServer });
    });
  }

  private addStage(config: Config, routes: readonly HttpRoute[]): HttpStage {
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      detailedMetricsEnabled: true,
      throttle: { rateLimit: config.throttle.rate, burstLimit: config.throttle.burst },
      accessLogSettings: { destination: new LogGroupLogDestination(this.accessLog), format: accessLogFormat },
      domainMapping: { domainName: this.domain.domain },
    });
    (stage.node.defaultChild as CfnStage).routeSettings = routeSettings(config);
    // A stage that throttles a route before it exists is refused: "Unable to find Route by key".
    stage.node.addDependency(...routes);
    return stage;
  }
}

/** By route key. CloudFormation passes this map through as it is, so its keys are the service's own, in PascalCase. */
const routeSettings = (setup: Setup) =>
  Object.fromEntries(
    routesOf(setup).map(row => [
      routeKey(row),
      {
        ThrottlingRateLimit: row.throttle.rate,
        ThrottlingBurstLimit: row.throttle.burst,
        DetailedMetricsEnabled: true,
      },
    ]),
  );

/** An app is not a browser: without a web client of ours no origin may read the API's answers, and there is no preflight. */
const corsOf = (config: Config): CorsPreflightOptions | undefined =>
  config.cors.origins.length === 0
    ? undefined
    : {
        allowOrigins: [...config.cors.origins],
        allowMethods: [...new Set(routesOf(config).map(({ method }) => CorsHttpMethod[method]))],
        allowHeaders: ['authorization', 'content-type', 'idempotency-key'],
      };
