import type { Json } from '../json';
import { target, unknownIn } from '../marks';
import { isObject, type Model, type Resource } from '../model';
import { own } from '../values';
import { at, decided, integrationOf, decisions, text } from './lookups';
import { securityOf } from './open-api-security';
import type { Route, Where } from './types';

type Fields = Readonly<Record<string, Json>>;

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'x-amazon-apigateway-any-method'];

/** Routes of an API's OpenAPI document, as far as it can be read. */
export function bodyRoutes(model: Model, api: Resource, properties: Fields): readonly Route[] {
  const body = properties['Body'];
  const inS3 = properties['BodyS3Location'];
  return [
    ...(inS3 === undefined
      ? []
      : [opaqueRoute(api, 'BodyS3Location', 'its OpenAPI document is in S3, outside the templates')]),
    ...(isObject(body) ? pathRoutes(model, api, body) : opaque(api, 'Body', body)),
  ];
}

/** `Fn::Transform` beside other keys: `AWS::Include` adds to them what a file in S3 holds. */
const isMacro = (fields: Fields): boolean => Object.hasOwn(fields, 'Fn::Transform');
const macro = 'a macro (Fn::Transform) writes a part of it when it is deployed';

/** With its `x-amazon-apigateway-*` extensions, for REST and HTTP APIs alike. */
function pathRoutes(model: Model, api: Resource, body: Fields): readonly Route[] {
  const paths = body['paths'];
  if (isMacro(body)) return [opaqueRoute(api, 'Body', macro)];
  if (!isObject(paths)) return opaque(api, 'Body.paths', paths);
  if (isMacro(paths)) return [opaqueRoute(api, 'Body.paths', macro)];
  return Object.entries(paths).flatMap(([path, item]) => {
    if (!isObject(item)) return opaque(api, `Body.paths.${path}`, item, path);
    if (isMacro(item)) return [opaqueRoute(api, `Body.paths.${path}`, macro, path)];
    return methods.flatMap(name => {
      const operation = own(item, name);
      const method = name === 'x-amazon-apigateway-any-method' ? 'ANY' : name.toUpperCase();
      const where: Where = { resource: api, property: `Body.paths.${path}.${name}` };
      if (isObject(operation)) return [routeOf(model, where, body, operation, { method, path })];
      return opaque(api, where.property ?? '', operation, path, method);
    });
  });
}

function routeOf(
  model: Model,
  written: Where,
  body: Fields,
  operation: Fields,
  { method, path }: { readonly method: string; readonly path: string },
): Route {
  const event = eventOf(model, operation);
  const where = event ?? written;
  const integration = resolved(body, operation['x-amazon-apigateway-integration']);
  return {
    ...keyOf(method, path),
    where,
    authorization: securityOf(written.resource, where, body, operation),
    integration: integrationOf(model, where, {
      type: at(integration, 'type'),
      uri: at(integration, 'uri') ?? unreadable(integration),
      subtype: at(integration, 'integrationSubtype'),
    }),
    ...(event === undefined ? {} : decisions(event.resource)),
    ...decided(operation['x-portcullis-public'], operation['x-portcullis-no-certificate']),
  };
}

/** SAM's documents are written from the events of functions: that is where a person finds them. */
function eventOf(model: Model, operation: Fields): Where | undefined {
  const event = operation['x-portcullis-event'];
  const resource = target(model, at(event, 'of'));
  const name = text(at(event, 'name'));
  return resource === undefined || name === undefined ? undefined : { resource, property: `Events.${name}` };
}

const keyOf = (method: string, path: string): Pick<Route, 'key' | 'method' | 'path'> =>
  path === '/$default' ? { key: '$default', method, path: '$default' } : { key: `${method} ${path}`, method, path };

/** Follows a `$ref` within the document, once: API Gateway takes shared integrations from `components`. */
function resolved(body: Fields, value: Json | undefined): Json | undefined {
  const reference = text(at(value, '$ref'));
  if (reference === undefined) return value;
  return reference
    .replace(/^#\//, '')
    .split('/')
    .reduce<Json | undefined>((inner, key) => own(inner, key.replaceAll('~1', '/').replaceAll('~0', '~')), body);
}

const unreadable = (value: Json | undefined): Json | undefined => (unknownIn(value) === undefined ? undefined : value);

/** Stands for routes that exist and cannot be read, so that the API is unproven instead of empty. */
const opaque = (
  api: Resource,
  property: string,
  value: Json | undefined,
  path?: string,
  method?: string,
): readonly Route[] => {
  const reason = unknownIn(value) ?? (value === undefined || value === null ? undefined : 'it is not an object');
  return reason === undefined ? [] : [opaqueRoute(api, property, reason, path, method)];
};

function opaqueRoute(api: Resource, property: string, reason: string, path?: string, method = 'ANY'): Route {
  const where: Where = { resource: api, property };
  return {
    ...(path === undefined ? { key: 'every route', method, path: '$default' } : keyOf(method, path)),
    where,
    authorization: { kind: 'unknown', where, scopes: 'unknown', apiKey: false, reason },
    integration: { kind: 'unknown', where, reason },
    unread: reason,
  };
}
