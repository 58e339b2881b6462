import { Fn, Stack, Validations } from 'aws-cdk-lib';
import {
  HttpIntegrationType,
  type CfnRoute,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteIntegration,
  HttpRouteKey,
  PayloadFormatVersion,
  type HttpApi,
  type HttpRouteIntegrationConfig,
  type IHttpRouteAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { isPublic } from '../../lambda/guard/routes';
import { tokenScope, type ServiceRoute } from '../routes';

export interface RouteProps {
  readonly api: HttpApi;
  readonly row: ServiceRoute;
  readonly authorizer: IHttpRouteAuthorizer;
  readonly integration: ServiceIntegration;
  /** In front of every scope in a token: `wallet` makes `wallet/accounts.read`. */
  readonly resourceServer: string | undefined;
}

/** One row of the route table at the gateway: its key, its scope, and the right to call its function. */
export function addRoute(
  scope: Construct,
  { api, row, authorizer, integration, resourceServer }: RouteProps,
): HttpRoute {
  const { method, path, action } = row;
  const route = new HttpRoute(scope, `Route-${action}`, {
    httpApi: api,
    routeKey: HttpRouteKey.with(path, HttpMethod[method]),
    integration,
    // Without a scope an ID token would pass the JWT authorizer, so the route table takes no row without one.
    ...(isPublic(row)
      ? { authorizer: new HttpNoneAuthorizer() }
      : { authorizer, authorizationScopes: [tokenScope(resourceServer, row.scope)] }),
  });
  // The proof takes these for decisions, and shows them with their reasons.
  for (const [decision, reason] of decisionsOf(row))
    (route.node.defaultChild as CfnRoute).addMetadata(decision, reason);
  if (isPublic(row)) Validations.of(route).acknowledge({ id: 'AwsSolutions::AwsSolutions-APIG4', reason: row.reason });
  new CfnPermission(scope, `Invoke-${action}`, {
    action: 'lambda:InvokeFunction',
    functionName: integration.handler.functionArn,
    principal: 'apigateway.amazonaws.com',
    // Of this API, this method and this path. The stage is open because there is one; a parameter, because it is the caller's.
    sourceArn: Stack.of(scope).formatArn({
      service: 'execute-api',
      resource: api.apiId,
      resourceName: `*/${method}${path.replaceAll(/\{[^}]+\}/g, '*')}`,
    }),
    sourceAccount: Fn.ref('AWS::AccountId'),
  });
  return route;
}

/** What is left out on a route on purpose, and why. */
export const decisionsOf = (row: ServiceRoute): readonly (readonly [decision: string, reason: string])[] => [
  ...(isPublic(row) ? [['portcullis:public', row.reason] as const] : []),
  ...(row.door === 'enrol'
    ? [['portcullis:no-certificate', 'A device gets its first certificate here, so it has none to show yet.'] as const]
    : []),
];

/** A function behind routes. The library's own integration lets every method of a path call the function; this one adds no right. */
export class ServiceIntegration extends HttpRouteIntegration {
  readonly handler: IFunction;

  constructor(id: string, handler: IFunction) {
    super(id);
    this.handler = handler;
  }

  bind(): HttpRouteIntegrationConfig {
    return {
      type: HttpIntegrationType.AWS_PROXY,
      uri: this.handler.functionArn,
      payloadFormatVersion: PayloadFormatVersion.VERSION_2_0,
    };
  }
}
