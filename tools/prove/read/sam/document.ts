import type { Json } from '../../json';
import type { Operation } from './apis';
import { isObject, object, type Written } from './written';

/** The OpenAPI document SAM writes: what the template gives, and the paths of the functions' events with their auth. */
export function documentOf(kind: 'rest' | 'http', properties: Written, operations: readonly Operation[]): Json {
  const given = properties['DefinitionBody'];
  // A document behind an intrinsic (AWS::Include, say) cannot be read; keep it, so that it stays unknown.
  if (isObject(given) && !isObject(given['paths'])) return given;
  const base = object(given);
  const auth = object(properties['Auth']);
  const schemes = schemesOf(kind, auth);
  const paths: Record<string, Json> = { ...object(base['paths']) };
  for (const operation of operations) {
    const method = operation.method === 'ANY' ? 'x-amazon-apigateway-any-method' : operation.method.toLowerCase();
    const item = object(paths[operation.path]);
    paths[operation.path] = {
      ...item,
      [method]: {
        ...securityOf(auth, operation.auth, schemes),
        'x-amazon-apigateway-integration': { type: 'aws_proxy', uri: operation.uri },
      },
    };
  }
  for (const [path, item] of Object.entries(object(base['paths'])))
    paths[path] = withDefault(object(item), auth, schemes, paths[path]);
  const components = object(base['components']);
  return {
    ...base,
    paths,
    components: { ...components, securitySchemes: { ...object(components['securitySchemes']), ...schemes } },
  };
}

/** A default authorizer also holds for the operations of a given document that say nothing themselves. */
function withDefault(item: Written, auth: Written, schemes: Written, merged: Json | undefined): Json {
  const operations = Object.entries({ ...item, ...object(merged) }).map(([method, operation]) => {
    if (!isObject(operation) || 'security' in operation || method === 'options') return [method, operation] as const;
    return [method, { ...operation, ...securityOf(auth, {}, schemes) }] as const;
  });
  return Object.fromEntries(operations);
}

function schemesOf(kind: 'rest' | 'http', auth: Written): Written {
  const schemes = Object.entries(object(auth['Authorizers'])).map(([name, written]) => {
    const authorizer = object(written);
    return [name, kind === 'http' ? httpScheme(authorizer) : restScheme(authorizer)] as const;
  });
  return Object.fromEntries([
    ...schemes,
    ['AWS_IAM', { type: 'apiKey', 'x-amazon-apigateway-authtype': 'awsSigv4' }],
    ['api_key', { type: 'apiKey', name: 'x-api-key', in: 'header' }],
  ]);
}

function httpScheme(authorizer: Written): Json {
  const jwt = authorizer['JwtConfiguration'];
  if (jwt !== undefined)
    return {
      type: 'oauth2',
      'x-amazon-apigateway-authorizer': {
        type: 'jwt',
        jwtConfiguration: jwt,
        identitySource: authorizer['IdentitySource'] ?? '$request.header.Authorization',
      },
      scopes: authorizer['AuthorizationScopes'] ?? [],
    };
  return {
    type: 'apiKey',
    'x-amazon-apigateway-authorizer': {
      type: 'request',
      authorizerUri: authorizer['FunctionArn'] ?? null,
      identitySource: authorizer['Identity'] ?? null,
    },
  };
}

function restScheme(authorizer: Written): Json {
  const pool = authorizer['UserPoolArn'];
  if (pool !== undefined)
    return {
      type: 'apiKey',
      'x-amazon-apigateway-authtype': 'cognito_user_pools',
      'x-amazon-apigateway-authorizer': {
        type: 'cognito_user_pools',
        providerARNs: Array.isArray(pool) ? pool : [pool],
      },
      scopes: authorizer['AuthorizationScopes'] ?? [],
    };
  return {
    type: 'apiKey',
    'x-amazon-apigateway-authorizer': {
      type: authorizer['FunctionPayloadType'] === 'REQUEST' ? 'request' : 'token',
      authorizerUri: authorizer['FunctionArn'] ?? null,
      identity: authorizer['Identity'] ?? null,
    },
  };
}

/** What the event says, else the API's default. `NONE` switches the default off. */
function securityOf(api: Written, own: Written, schemes: Written): Written {
  const name = own['Authorizer'] ?? api['DefaultAuthorizer'];
  const requirement: Record<string, Json> = {};
  if (typeof name === 'string' && name !== 'NONE')
    requirement[name] = own['AuthorizationScopes'] ?? object(schemes[name])['scopes'] ?? [];
  if ((own['ApiKeyRequired'] ?? api['ApiKeyRequired']) === true) requirement['api_key'] = [];
  return { security: Object.keys(requirement).length === 0 ? [] : [requirement] };
}
