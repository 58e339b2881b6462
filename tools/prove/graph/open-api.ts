import type { Json } from '../json';
import { target, unknownIn } from '../marks';
import { isObject, type Model, type Resource } from '../model';
import { at, functionOf, integrationOf, list, objects, text } from './lookups';
import type { Authorization, Route, Where } from './types';

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'x-amazon-apigateway-any-method'];

/** Routes of an OpenAPI body with its `x-amazon-apigateway-*` extensions, for REST and HTTP APIs alike. */
export function openApiRoutes(
  model: Model,
  api: Resource,
  property: string,
  body: Readonly<Record<string, Json>>,
): readonly Route[] {
  const paths = at(body, 'paths');
  if (!isObject(paths)) return [];
  return Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap(name => {
      const operation = isObject(item) ? item[name] : undefined;
      if (!isObject(operation)) return [];
      const method = name === 'x-amazon-apigateway-any-method' ? 'ANY' : name.toUpperCase();
      const where: Where = { resource: api, property: `${property}.paths.${path}.${name}` };
      const integration = operation['x-amazon-apigateway-integration'];
      return [
        {
          key: path === '/$default' ? '$default' : `${method} ${path}`,
          method,
          path: path === '/$default' ? '$default' : path,
          where,
          authorization: securityOf(model, where, body, operation),
          integration: integrationOf(
            model,
            where,
            text(at(integration, 'type'))?.toUpperCase(),
            at(integration, 'uri'),
          ),
        },
      ];
    }),
  );
}

/** What `security` asks for: the operation's own, else the document's. An empty list switches it off. */
function securityOf(
  model: Model,
  where: Where,
  body: Readonly<Record<string, Json>>,
  operation: Readonly<Record<string, Json>>,
): Authorization {
  const own = operation['security'] !== undefined;
  const security = operation['security'] ?? body['security'];
  const base = { where: own ? { ...where, property: `${where.property}.security` } : where, apiKey: false };
  const reason = unknownIn(security);
  if (reason !== undefined) return { ...base, kind: 'unknown', scopes: 'unknown', reason };
  const schemes = at(body, 'components.securitySchemes') ?? body['securityDefinitions'];
  const asked = objects(security);
  // Requirements are alternatives: one empty requirement lets everyone in.
  const sound = asked.filter(requirement => Object.keys(requirement).length > 0);
  if (sound.length === 0 || sound.length < asked.length) return { ...base, kind: 'none', scopes: [] };
  const found = sound.map(requirement => readRequirement(model, base, schemes, requirement));
  return found.toSorted((one, other) => strength(one) - strength(other))[0] ?? { ...base, kind: 'none', scopes: [] };
}

const strength = ({ kind }: Authorization): number => (kind === 'none' ? 0 : kind === 'unknown' ? 1 : 2);

function readRequirement(
  model: Model,
  base: { readonly where: Where; readonly apiKey: boolean },
  schemes: Json | undefined,
  requirement: Readonly<Record<string, Json>>,
): Authorization {
  let apiKey = false;
  for (const [name, asked] of Object.entries(requirement)) {
    const scheme = isObject(schemes) ? schemes[name] : undefined;
    if (!isObject(scheme)) continue;
    const authorizer = scheme['x-amazon-apigateway-authorizer'];
    const kind = kindOf(scheme, authorizer);
    if (kind === 'none') {
      apiKey ||= scheme['type'] === 'apiKey';
      continue;
    }
    const resource =
      functionOf(model, at(authorizer, 'authorizerUri')) ?? target(model, list(at(authorizer, 'providerARNs'))[0]);
    return {
      ...base,
      kind,
      scopes: list(asked).filter(scope => typeof scope === 'string'),
      apiKey,
      authorizer: { resource: resource ?? base.where.resource, properties: isObject(authorizer) ? authorizer : {} },
    };
  }
  return { ...base, kind: 'none', scopes: [], apiKey };
}

function kindOf(scheme: Readonly<Record<string, Json>>, authorizer: Json | undefined): Authorization['kind'] {
  const authType = text(scheme['x-amazon-apigateway-authtype'])?.toLowerCase();
  if (authType === 'awssigv4') return 'iam';
  const type = text(at(authorizer, 'type'))?.toLowerCase();
  if (type === 'jwt') return 'jwt';
  if (type === 'cognito_user_pools' || authType === 'cognito_user_pools') return 'cognito';
  if (type === 'token' || type === 'request') return 'lambda';
  return unknownIn(authorizer) === undefined ? 'none' : 'unknown';
}
