import type { Json } from '../json';
import { target, unknownIn } from '../marks';
import { isObject, type Model, type Resource } from '../model';
import { authorizationOf } from './authorization';
import { at, belongingTo, integrationOf, decisions, text } from './lookups';
import { bodyRoutes } from './open-api';
import type { Api, NotModelled, Route, Stage, Where } from './types';

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
        ...belongingTo(model, 'AWS::ApiGatewayV2::Route', 'ApiId', resource).map(route => httpRoute(model, route)),
        ...bodyRoutes(model, resource, properties),
        ...quickRoute(model, resource, properties),
      ],
    });
  }
  return { apis, notModelled };
}

function stagesOf(model: Model, api: Resource, properties: Readonly<Record<string, Json>>): readonly Stage[] {
  const written = belongingTo(model, 'AWS::ApiGatewayV2::Stage', 'ApiId', api).map(resource => {
    const stage = model.properties(resource);
    return { where: { resource }, name: text(stage['StageName']) ?? '$default', properties: stage };
  });
  if (!('Target' in properties) || written.some(({ name }) => name === '$default')) return written;
  // Quick create makes a $default stage that only overrides describe.
  const overrides = managedOverrides(model, api);
  const own = overrides?.properties['Stage'];
  const where = { resource: overrides?.resource ?? api };
  return [...written, { where, name: '$default', properties: isObject(own) ? own : {} }];
}

/** What changes the route and stage that quick create makes (`AWS::ApiGatewayV2::ApiGatewayManagedOverrides`). */
function managedOverrides(
  model: Model,
  api: Resource,
): { readonly resource: Resource; readonly properties: Readonly<Record<string, Json>> } | undefined {
  const [resource] = belongingTo(model, 'AWS::ApiGatewayV2::ApiGatewayManagedOverrides', 'ApiId', api);
  return resource === undefined ? undefined : { resource, properties: model.properties(resource) };
}

/** A route written as a resource. */
export function httpRoute(model: Model, resource: Resource): Route {
  const properties = model.properties(resource);
  return {
    ...keyOf(text(properties['RouteKey']) ?? '?'),
    where: { resource },
    authorization: authorizationOf(model, { resource, property: 'AuthorizationType' }, properties),
    integration: routeIntegration(model, resource, properties['Target']),
    ...decisions(resource),
  };
}

/** `GET /accounts` or `$default`. */
function keyOf(key: string): Pick<Route, 'key' | 'method' | 'path'> {
  const [method = '', path] = key.split(' ');
  return path === undefined ? { key, method: 'ANY', path: '$default' } : { key, method, path };
}

function routeIntegration(model: Model, route: Resource, written: Json | undefined): Route['integration'] {
  const where: Where = { resource: route, property: 'Target' };
  const reason = unknownIn(written);
  if (reason !== undefined) return { kind: 'unknown', where, reason };
  if (written === undefined) return { kind: 'none', where };
  const integration = target(model, text(written)?.replace(/^integrations\//, ''));
  if (integration === undefined)
    return { kind: 'unknown', where, reason: 'its integration is in none of the templates given' };
  const { IntegrationType, IntegrationUri, IntegrationSubtype } = model.properties(integration);
  return integrationOf(
    model,
    { resource: integration, property: 'IntegrationUri' },
    { type: IntegrationType, uri: IntegrationUri, subtype: IntegrationSubtype },
  );
}

/** `Target` makes one route without an authorizer; overrides may give it one. */
function quickRoute(model: Model, api: Resource, properties: Readonly<Record<string, Json>>): readonly Route[] {
  const uri = properties['Target'];
  if (uri === undefined) return [];
  const overrides = managedOverrides(model, api);
  const own = at(overrides?.properties, 'Route');
  const route = isObject(own) ? own : {};
  const authorizedAt: Where =
    overrides === undefined
      ? { resource: api, property: 'Target' }
      : { resource: overrides.resource, property: 'Route.AuthorizationType' };
  return [
    {
      ...keyOf(text(properties['RouteKey']) ?? '$default'),
      where: { resource: api, property: 'Target' },
      authorization: authorizationOf(model, authorizedAt, route),
      integration: integrationOf(model, { resource: api, property: 'Target' }, { type: 'HTTP_PROXY', uri }),
      ...decisions(api),
    },
  ];
}
