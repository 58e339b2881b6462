import type { Json } from '../json';
import { unknownIn, target } from '../marks';
import { isObject, type Model, type Resource } from '../model';
import { belongingTo, functionOf, integrationOf, list, text, truthy } from './lookups';
import { openApiRoutes } from './open-api';
import type { Api, Authorization, NotModelled, Route, Stage, Where } from './types';

/** HTTP APIs (`AWS::ApiGatewayV2::Api`): routes as resources, from an OpenAPI body, or by quick create. */
export function httpApis(model: Model): {
  readonly apis: readonly Api[];
  readonly notModelled: readonly NotModelled[];
} {
  const notModelled: NotModelled[] = [];
  const apis: Api[] = [];
  for (const resource of model.ofType('AWS::ApiGatewayV2::Api')) {
    const properties = model.properties(resource);
    const where = { resource };
    if (properties['ProtocolType'] === 'WEBSOCKET') {
      notModelled.push({ where, what: 'WebSocket API', reached: true });
      continue;
    }
    apis.push({
      kind: 'http',
      where,
      name: text(properties['Name']) ?? resource.logicalId,
      stages: stagesOf(model, resource, properties),
      routes: [
        ...writtenRoutes(model, resource),
        ...bodyRoutes(model, resource, properties),
        ...quickRoute(model, resource, properties),
      ],
    });
  }
  return { apis, notModelled };
}

function stagesOf(model: Model, api: Resource, properties: Readonly<Record<string, Json>>): readonly Stage[] {
  const written = belongingTo(model, ['AWS::ApiGatewayV2::Stage'], 'ApiId', api).map(resource => {
    const stage = model.properties(resource);
    return { where: { resource }, name: text(stage['StageName']) ?? '$default', properties: stage };
  });
  // Quick create makes a $default stage that no resource of the template describes.
  return 'Target' in properties && written.length === 0
    ? [{ where: { resource: api }, name: '$default', properties: {} }]
    : written;
}

function writtenRoutes(model: Model, api: Resource): readonly Route[] {
  return belongingTo(model, ['AWS::ApiGatewayV2::Route'], 'ApiId', api).map(resource => {
    const properties = model.properties(resource);
    const key = text(properties['RouteKey']) ?? '?';
    const [method = '', path] = key === '$default' ? ['ANY', '$default'] : key.split(' ');
    return {
      key,
      method,
      path: path ?? '/',
      where: { resource },
      authorization: authorizationOf(model, resource, properties),
      integration: routeIntegration(model, resource, properties['Target']),
    };
  });
}

function routeIntegration(model: Model, route: Resource, written: Json | undefined): Route['integration'] {
  const where: Where = { resource: route, property: 'Target' };
  const reason = unknownIn(written);
  if (reason !== undefined) return { kind: 'unknown', where, reason };
  const integration = target(model, text(written)?.replace(/^integrations\//, ''));
  if (integration === undefined) return { kind: 'none', where };
  const properties = model.properties(integration);
  return integrationOf(
    model,
    { resource: integration, property: 'IntegrationUri' },
    text(properties['IntegrationType']),
    properties['IntegrationUri'],
  );
}

function authorizationOf(model: Model, route: Resource, properties: Readonly<Record<string, Json>>): Authorization {
  const where: Where = { resource: route, property: 'AuthorizationType' };
  const scopes = scopesOf(properties['AuthorizationScopes']);
  const base = { where, scopes, apiKey: truthy(properties['ApiKeyRequired']) };
  const type = properties['AuthorizationType'] ?? 'NONE';
  const reason = unknownIn(type) ?? unknownIn(properties['AuthorizerId']);
  if (reason !== undefined) return { ...base, kind: 'unknown', reason };
  if (type === 'NONE') return { ...base, kind: 'none' };
  if (type === 'AWS_IAM') return { ...base, kind: 'iam' };
  const authorizer = target(model, properties['AuthorizerId']);
  if (authorizer === undefined)
    return { ...base, kind: 'unknown', reason: 'its authorizer is in none of the templates given' };
  const found = { resource: authorizer, properties: model.properties(authorizer) };
  if (type === 'JWT') return { ...base, kind: 'jwt', authorizer: found };
  if (type === 'CUSTOM') return { ...base, kind: 'lambda', authorizer: found };
  return { ...base, kind: 'unknown', reason: `AuthorizationType ${String(type)} is not one API Gateway knows` };
}

export function scopesOf(value: Json | undefined): readonly string[] | 'unknown' {
  if (unknownIn(value) !== undefined) return 'unknown';
  return list(value).filter(scope => typeof scope === 'string');
}

function bodyRoutes(model: Model, api: Resource, properties: Readonly<Record<string, Json>>): readonly Route[] {
  const body = properties['Body'];
  if (isObject(body)) return openApiRoutes(model, api, 'Body', body);
  const opaque = 'BodyS3Location' in properties ? 'BodyS3Location' : 'Body';
  const reason =
    'BodyS3Location' in properties ? 'its OpenAPI document is in S3, outside the templates' : unknownIn(body);
  return reason === undefined ? [] : [opaqueRoute(api, opaque, reason)];
}

/** Stands for routes that exist and cannot be read, so that the API is unproven instead of empty. */
export function opaqueRoute(api: Resource, property: string, reason: string): Route {
  const where: Where = { resource: api, property };
  return {
    key: 'every route',
    method: 'ANY',
    path: '$default',
    where,
    authorization: { kind: 'unknown', where, scopes: 'unknown', apiKey: false, reason },
    integration: { kind: 'unknown', where, reason },
  };
}

function quickRoute(model: Model, api: Resource, properties: Readonly<Record<string, Json>>): readonly Route[] {
  if (!('Target' in properties)) return [];
  const where: Where = { resource: api, property: 'Target' };
  const fn = functionOf(model, properties['Target']);
  return [
    {
      key: text(properties['RouteKey']) ?? '$default',
      method: 'ANY',
      path: '$default',
      where,
      authorization: { kind: 'none', where, scopes: [], apiKey: false },
      integration:
        fn === undefined
          ? integrationOf(model, where, 'HTTP_PROXY', properties['Target'])
          : { kind: 'function', where, function: fn },
    },
  ];
}
