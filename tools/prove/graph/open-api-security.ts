import type { Json } from '../json';
import { unknownIn } from '../marks';
import { isObject, type Resource } from '../model';
import { own } from '../values';
import { scopesOf } from './authorization';
import { at, list, objects, text } from './lookups';
import type { Authorization, Where } from './types';

type Fields = Readonly<Record<string, Json>>;

/**
 * What `security` of an operation asks for. API Gateway does not use the document's own `security` (its notes for REST APIs
 * say so; for HTTP APIs nobody says either), so an operation that relies on it is open, or unproven.
 */
export function securityOf(api: Resource, where: Where, body: Fields, operation: Fields): Authorization {
  const security = operation['security'];
  const base: Base = { where: { ...where, property: `${where.property ?? ''}.security` }, apiKey: false };
  const type = text(at(operation['x-amazon-apigateway-auth'], 'type'))?.toUpperCase();
  if (type === 'AWS_IAM') return { ...base, kind: 'iam', scopes: [] };
  const reason = unknownIn(security) ?? (security === undefined ? rootOnly(api, body) : undefined);
  if (reason !== undefined) return { ...base, kind: 'unknown', scopes: 'unknown', reason };
  const asked = objects(security);
  // Requirements are alternatives: one empty requirement lets everyone in.
  if (asked.length === 0 || asked.some(requirement => Object.keys(requirement).length === 0))
    return { ...base, kind: 'none', scopes: [] };
  const found = asked.map(requirement => requirementOf(api, base, body, requirement));
  // API Gateway asks for a key beside the authorizer, however the two are listed.
  const apiKey = found.some(one => one.apiKey);
  const others = found.filter(({ kind, apiKey: key }) => kind !== 'none' || !key);
  const [first = { ...base, kind: 'none', scopes: [] }, ...rest] = others;
  return { ...rest.reduce((weakest, one) => (strength(one) < strength(weakest) ? one : weakest), first), apiKey };
}

type Base = Pick<Authorization, 'where' | 'apiKey'>;

const rootOnly = (api: Resource, body: Fields): string | undefined =>
  api.type === 'AWS::ApiGatewayV2::Api' && list(body['security']).length > 0
    ? "only the document's own security asks for a token, and API Gateway may not use it: write it on the operation"
    : undefined;

function strength({ kind, scopes }: Authorization): number {
  if (kind === 'none') return 0;
  if (kind === 'unknown') return 1;
  return scopes.length === 0 ? 2 : 3;
}

/** Schemes of one requirement are asked for together; the one that authorizes is what counts. */
function requirementOf(api: Resource, base: Base, body: Fields, requirement: Fields): Authorization {
  const [section, schemes] = schemesOf(body);
  const hidden = typeof schemes === 'string' ? unknownIn(schemes) : undefined;
  const apiKey = asksForKey(schemes, requirement);
  let found: Authorization = { ...base, kind: 'none', scopes: [] };
  for (const [name, scopes] of Object.entries(requirement)) {
    const scheme = own(schemes, name);
    const kind = isObject(scheme) ? kindOf(scheme) : 'none';
    const reason = kind === 'none' ? (unknownIn(scheme) ?? hidden) : undefined;
    if (reason !== undefined) found = { ...base, kind: 'unknown', scopes: 'unknown', reason };
    if (isObject(scheme) && kind !== 'none') {
      const property = `Body.${section}.${name}.x-amazon-apigateway-authorizer`;
      const properties = written(api, scheme['x-amazon-apigateway-authorizer']);
      const authorizer = kind === 'iam' ? {} : { authorizer: { resource: api, property, properties } };
      return { ...base, kind, apiKey, scopes: scopesOf(scopes), ...authorizer };
    }
  }
  return { ...found, apiKey };
}

const asksForKey = (schemes: Json | undefined, requirement: Fields): boolean =>
  Object.keys(requirement).some(name => {
    const scheme = own(schemes, name);
    return isObject(scheme) && scheme['type'] === 'apiKey' && kindOf(scheme) === 'none';
  });

/** OpenAPI 3 has them under `components`, Swagger 2 at the root. */
const schemesOf = (body: Fields): readonly [string, Json | undefined] => {
  const schemes = at(body, 'components.securitySchemes');
  return schemes === undefined
    ? ['securityDefinitions', body['securityDefinitions']]
    : ['components.securitySchemes', schemes];
};

function kindOf(scheme: Fields): Authorization['kind'] {
  const authorizer = scheme['x-amazon-apigateway-authorizer'];
  const authType = text(scheme['x-amazon-apigateway-authtype'])?.toLowerCase();
  if (authType === 'awssigv4') return 'iam';
  const type = text(at(authorizer, 'type'))?.toLowerCase();
  if (type === 'jwt') return 'jwt';
  if (type === 'cognito_user_pools') return 'cognito';
  if (type === 'token' || type === 'request') return 'lambda';
  return 'none';
}

/** The authorizer under the names that CloudFormation has for its properties, which is what rules read. */
function written(api: Resource, authorizer: Json | undefined): Fields {
  if (!isObject(authorizer)) return {};
  const jwt = at(authorizer, 'jwtConfiguration');
  const source = authorizer['identitySource'];
  const listed = api.type === 'AWS::ApiGatewayV2::Api' && typeof source === 'string';
  const entries: readonly (readonly [string, Json | undefined])[] = [
    ['Type', authorizer['type']],
    ['AuthorizerUri', authorizer['authorizerUri']],
    ['IdentitySource', listed ? source.split(',').map(part => part.trim()) : source],
    ['IdentityValidationExpression', authorizer['identityValidationExpression']],
    ['AuthorizerResultTtlInSeconds', authorizer['authorizerResultTtlInSeconds']],
    ['AuthorizerPayloadFormatVersion', authorizer['authorizerPayloadFormatVersion']],
    ['EnableSimpleResponses', authorizer['enableSimpleResponses']],
    ['ProviderARNs', authorizer['providerARNs']],
    ['JwtConfiguration', jwt === undefined ? undefined : renamed(jwt)],
  ];
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** `issuer` and `audience`, also as SAM templates may write them. */
const renamed = (jwt: Json): Json => {
  if (!isObject(jwt)) return jwt;
  return Object.fromEntries(
    Object.entries(jwt).map(([key, value]) => [key.charAt(0).toUpperCase() + key.slice(1), value]),
  );
};
