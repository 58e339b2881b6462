import { Annotations, Fn, Stack, Validations } from 'aws-cdk-lib';
import {
  Integration,
  IntegrationType,
  JsonSchemaType,
  JsonSchemaVersion,
  type CfnMethod,
  type IAuthorizer,
  type Method,
  type Model,
  type RequestValidator,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { hasBody, isPublic, routeKey } from '../../lambda/guard/routes';
import type { RegionalConfig } from '../config';
import { decisionsOf } from './routes';
import { routesOf, tokenScope, type ServiceRoute } from '../routes';
import type { ServicesStack } from '../services/services-stack';

export interface MethodsProps {
  readonly api: RestApi;
  readonly config: RegionalConfig;
  readonly authorizer: IAuthorizer;
  readonly services: Pick<ServicesStack, 'services'>;
}

/** Every row of the route table as a method: its scope, what its request must have, and the right to call its function. */
export function addMethods({ api, config, authorizer, services: { services } }: MethodsProps): void {
  const checks = requestChecks(api);
  const { resourceServer } = config.identity;
  for (const row of routesOf(config)) {
    const handler = services.get(row.service)?.function;
    if (handler === undefined) throw new Error(`lib/gateway: ${routeKey(row)}: no service ${row.service}`);
    const method = api.root.resourceForPath(row.path).addMethod(row.method, proxyTo(api, handler), {
      // A key meters, it authorizes nobody.
      apiKeyRequired: false,
      // With a scope the authorizer takes access tokens only, so the route table takes no row without one.
      ...(isPublic(row) ? {} : { authorizer, authorizationScopes: [tokenScope(resourceServer, row.scope)] }),
      ...checks(row),
    });
    sayDecisions(method, row);
    if (!isPublic(row) && config.identity.kind === 'jwt') setScopes(method, [tokenScope(resourceServer, row.scope)]);
    addPermission(api, row, handler);
  }
}

/** The proof takes these for decisions, and shows them with their reasons; so does cdk-nag. */
function sayDecisions(method: Method, row: ServiceRoute): void {
  for (const [decision, reason] of decisionsOf(row))
    (method.node.defaultChild as CfnMethod).addMetadata(decision, reason);
  if (isPublic(row))
    Validations.of(method).acknowledge(
      { id: 'AwsSolutions::AwsSolutions-APIG4', reason: row.reason },
      { id: 'AwsSolutions::AwsSolutions-COG4', reason: row.reason },
    );
}

/** The library leaves scopes out, and warns, where a JWT authorizer is asked: it is older than those of REST APIs, as cdk-nag is. */
function setScopes(method: Method, scopes: string[]): void {
  (method.node.defaultChild as CfnMethod).authorizationScopes = scopes;
  Annotations.of(method).acknowledgeWarning(
    '@aws-cdk/aws-apigateway:invalidAuthScope',
    'They are set on the resource itself.',
  );
  Validations.of(method).acknowledge({
    id: 'AwsSolutions::AwsSolutions-COG4',
    reason: 'Tokens are of an issuer that is not Cognito, and a JWT authorizer checks them.',
  });
}

/** Lambda proxy. The library's own integration lets the console's test call the function too; this one adds no right. */
const proxyTo = (api: RestApi, handler: IFunction): Integration => {
  const { partition, region } = Stack.of(api);
  return new Integration({
    type: IntegrationType.AWS_PROXY,
    integrationHttpMethod: 'POST',
    uri: `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${handler.functionArn}/invocations`,
  });
};

function addPermission(api: RestApi, { action, method, path }: ServiceRoute, handler: IFunction): void {
  new CfnPermission(api, `Invoke-${action}`, {
    action: 'lambda:InvokeFunction',
    functionName: handler.functionArn,
    principal: 'apigateway.amazonaws.com',
    // Of this API, its one stage, this method and this path; a parameter is open, because it is the caller's.
    sourceArn: Stack.of(api).formatArn({
      service: 'execute-api',
      resource: api.restApiId,
      resourceName: `${api.deploymentStage.stageName}/${method}${path.replaceAll(/\{[^}]+\}/g, '*')}`,
    }),
    sourceAccount: Fn.ref('AWS::AccountId'),
  });
}

interface RequestChecks {
  readonly requestValidator: RequestValidator;
  readonly requestParameters: Record<string, boolean>;
  readonly requestModels?: Record<string, Model>;
}

/** Refused before a function is paid for: a path parameter that is empty, a body that is no JSON object. The guard's schemas do the rest. */
function requestChecks(api: RestApi): (row: ServiceRoute) => RequestChecks {
  const requestValidator = api.addRequestValidator('Requests', {
    validateRequestBody: true,
    validateRequestParameters: true,
  });
  const jsonObject = api.addModel('JsonObject', {
    modelName: 'JsonObject',
    contentType: 'application/json',
    schema: { schema: JsonSchemaVersion.DRAFT4, title: 'JsonObject', type: JsonSchemaType.OBJECT },
  });
  return row => ({
    requestValidator,
    requestParameters: Object.fromEntries(
      [...row.path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => [`method.request.path.${name}`, true]),
    ),
    // `$default` counts for every content type; under `application/json` any other type would pass unseen.
    ...(hasBody(row) ? { requestModels: { $default: jsonObject } } : {}),
  });
}
