import type { Json } from '../../json';
import { many, object, present, type Written } from './written';

/** What SAM makes of an `Auth` section. */

/** Security schemes of an OpenAPI document, one for each authorizer, with API Gateway's extensions. */
export function schemesOf(kind: 'rest' | 'http', auth: Written): Written {
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
  const identity = object(authorizer['Identity']);
  return {
    type: 'apiKey',
    'x-amazon-apigateway-authorizer': present({
      type: 'request',
      authorizerUri: authorizer['FunctionArn'],
      identitySource: sourcesOf(identity, '$request.header.', '$request.querystring.', '$context.', '$stageVariables.'),
      authorizerResultTtlInSeconds: identity['ReauthorizeEvery'],
      authorizerPayloadFormatVersion: authorizer['AuthorizerPayloadFormatVersion'],
      enableSimpleResponses: authorizer['EnableSimpleResponses'],
    }),
  };
}

function restScheme(authorizer: Written): Json {
  const pool = authorizer['UserPoolArn'];
  const identity = object(authorizer['Identity']);
  const header = `method.request.header.${typeof identity['Header'] === 'string' ? identity['Header'] : 'Authorization'}`;
  if (pool !== undefined)
    return {
      type: 'apiKey',
      'x-amazon-apigateway-authtype': 'cognito_user_pools',
      'x-amazon-apigateway-authorizer': {
        type: 'cognito_user_pools',
        providerARNs: many(pool),
        identitySource: header,
      },
      scopes: authorizer['AuthorizationScopes'] ?? [],
    };
  const request = authorizer['FunctionPayloadType'] === 'REQUEST';
  return {
    type: 'apiKey',
    'x-amazon-apigateway-authtype': 'custom',
    'x-amazon-apigateway-authorizer': present({
      type: request ? 'request' : 'token',
      authorizerUri: authorizer['FunctionArn'],
      identitySource: request
        ? sourcesOf(identity, 'method.request.header.', 'method.request.querystring.', 'context.', 'stageVariables.')
        : header,
      identityValidationExpression: identity['ValidationExpression'],
      authorizerResultTtlInSeconds: identity['ReauthorizeEvery'],
    }),
  };
}

/** What the authorizer's answer is kept by: headers, query strings, context and stage variables. */
function sourcesOf(identity: Written, headers: string, queries: string, context: string, variables: string): string {
  const kinds = [
    ['Headers', headers],
    ['QueryStrings', queries],
    ['Context', context],
    ['StageVariables', variables],
  ] as const;
  return kinds
    .flatMap(([name, prefix]) =>
      many(identity[name]).flatMap(source => (typeof source === 'string' ? [`${prefix}${source}`] : [])),
    )
    .join(',');
}

/** What the event says, else the API's default. `NONE` switches the default off. */
export function securityOf(api: Written, own: Written, schemes: Written): readonly Written[] {
  const name = own['Authorizer'] ?? api['DefaultAuthorizer'];
  const requirement: Record<string, Json> = {};
  if (typeof name === 'string' && name !== 'NONE')
    requirement[name] = own['AuthorizationScopes'] ?? object(schemes[name])['scopes'] ?? [];
  if ((own['ApiKeyRequired'] ?? api['ApiKeyRequired']) === true) requirement['api_key'] = [];
  return Object.keys(requirement).length === 0 ? [] : [requirement];
}

/** The policy of a REST API. Lists of addresses and accounts narrow callers down and prove nothing, so they are left out. */
export function resourcePolicy(auth: Written): Json | undefined {
  const statements = object(auth['ResourcePolicy'])['CustomStatements'];
  return statements === undefined ? undefined : { Version: '2012-10-17', Statement: many(statements) };
}
