import {
  CorsHttpMethod,
  HttpApi,
  HttpStage,
  LogGroupLogDestination,
  type CfnStage,
  type CorsPreflightOptions,
  type HttpRoute,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { crossOriginHeaders, routeKey } from '../../lambda/guard/routes';
import type { Config, EdgeConfig } from '../config';
import { routesOf, type Setup } from '../routes';
import type { ServicesStack, TokenIssuer } from '../services/services-stack';
import type { Configured } from '../stack';
import type { TrustStack } from '../trust/trust-stack';
import { accessLogFormat } from './access-log';
import type { ApiFront } from './front';
import { OriginDomain } from './origin-domain';
import { addRoute, ServiceIntegration } from './routes';
import { Truststore } from './truststore';

export interface HttpFrontProps extends Configured<EdgeConfig> {
  readonly trust: Pick<TrustStack, 'bucket' | 'authorities'>;
  readonly identity: TokenIssuer;
  readonly services: Pick<ServicesStack, 'services'>;
  readonly accessLog: LogGroup;
}

/** The HTTP API behind the edge, reachable under its mutual-TLS name only. */
export function httpFront(
  scope: Construct,
  { config, trust, identity, services, accessLog }: HttpFrontProps,
): ApiFront {
  const { resource: truststore } = new Truststore(scope, 'Truststore', { config, trust });
  const { domain } = new OriginDomain(scope, 'Origin', { config, truststore });
  const api = new HttpApi(scope, 'Api', {
    apiName: `${config.prefix}-api`,
    description: `${config.prefix}: reached through ${config.domain.origin} only`,
    // Open, it would be a door without mutual TLS, web ACL or rate rules.
    disableExecuteApiEndpoint: true,
    createDefaultStage: false,
    corsPreflight: corsOf(config),
  });
  const routes = addRoutes(scope, api, config, identity, services);
  const stage = new HttpStage(scope, 'Stage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    detailedMetricsEnabled: true,
    throttle: { rateLimit: config.throttle.rate, burstLimit: config.throttle.burst },
    accessLogSettings: { destination: new LogGroupLogDestination(accessLog), format: accessLogFormat },
    domainMapping: { domainName: domain },
  });
  (stage.node.defaultChild as CfnStage).routeSettings = routeSettings(config);
  // A stage that throttles a route before it exists is refused: "Unable to find Route by key".
  stage.node.addDependency(...routes);
  return {
    // By id; the names with `Error` in them are those of REST APIs.
    metrics: {
      dimensions: { ApiId: api.apiId, Stage: stage.stageName },
      clientErrors: '4xx',
      serverErrors: '5xx',
    },
  };
}

function addRoutes(
  scope: Construct,
  api: HttpApi,
  config: Config,
  identity: TokenIssuer,
  { services }: HttpFrontProps['services'],
): HttpRoute[] {
  const { resourceServer } = config.identity;
  const authorizer = new HttpJwtAuthorizer('Tokens', identity.issuerUrl, {
    // Cognito's access tokens name no audience, and API Gateway then looks at their client.
    jwtAudience: identity.tokens === undefined ? [...identity.clientIds] : [identity.tokens.audience],
  });
  const integrations = new Map(
    [...services].map(([name, service]) => [name, new ServiceIntegration(name, service.function)]),
  );
  return routesOf(config).map(row => {
    const integration = integrations.get(row.service);
    if (integration === undefined) throw new Error(`lib/gateway: ${routeKey(row)}: no service ${row.service}`);
    return addRoute(scope, { api, row, authorizer, integration, resourceServer });
  });
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
        allowHeaders: [...crossOriginHeaders.asked],
        exposeHeaders: [...crossOriginHeaders.exposed],
      };
