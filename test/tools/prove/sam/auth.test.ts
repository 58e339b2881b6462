import { buildGraph } from '../../../../tools/prove/graph/build';
import type { Authorization } from '../../../../tools/prove/graph/types';
import { modelOf } from '../graph/written';

/** What a SAM API with this `Auth`, and an event with this one, asks of callers. */
function asked(kind: 'Api' | 'HttpApi', auth: string, event = '{}', more = ''): Authorization | undefined {
  const model = modelOf(`Transform: AWS::Serverless-2016-10-31
Resources:
  Guard: { Type: AWS::Lambda::Function, Properties: {} }
  Pool: { Type: AWS::Cognito::UserPool }
  Api: { Type: AWS::Serverless::${kind}, Properties: { StageName: live, Auth: ${auth} } }
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Get: { Type: ${kind}, Properties: { ${kind === 'Api' ? 'RestApiId' : 'ApiId'}: !Ref Api, Path: /a, Method: ${more || 'GET'}, Auth: ${event} } }
`);
  return buildGraph(model).apis[0]?.routes[0]?.authorization;
}

const jwt =
  '{ DefaultAuthorizer: A, Authorizers: { A: { JwtConfiguration: { issuer: https://i, audience: [a] }, AuthorizationScopes: [all] } } }';
const cognito = '{ DefaultAuthorizer: A, Authorizers: { A: { UserPoolArn: !GetAtt Pool.Arn } } }';

describe('Auth', () => {
  test.each([
    ['HttpApi', jwt, '{}', 'jwt all'],
    ['HttpApi', jwt, '{ AuthorizationScopes: [read] }', 'jwt read'],
    ['HttpApi', jwt, '{ Authorizer: NONE }', 'none'],
    ['HttpApi', jwt.replace('DefaultAuthorizer: A, ', ''), '{}', 'none'],
    ['HttpApi', jwt.replace('DefaultAuthorizer: A, ', ''), '{ Authorizer: A }', 'jwt all'],
    ['HttpApi', '{ EnableIamAuthorizer: true, DefaultAuthorizer: AWS_IAM }', '{}', 'iam'],
    ['Api', cognito, '{}', 'cognito'],
    ['Api', cognito, '{ AuthorizationScopes: [read] }', 'cognito read'],
    ['Api', '{ DefaultAuthorizer: AWS_IAM }', '{}', 'iam'],
    ['Api', '{ ApiKeyRequired: true }', '{}', 'none key'],
    ['Api', cognito.replace('{ D', '{ ApiKeyRequired: true, D'), '{}', 'cognito key'],
    ['Api', cognito.replace('{ D', '{ ApiKeyRequired: true, D'), '{ ApiKeyRequired: false }', 'cognito'],
  ] as const)('%s %s, event %s', (kind, auth, event, expected) => {
    const found = asked(kind, auth, event);
    const scopes = found?.scopes === 'unknown' ? ['?'] : (found?.scopes ?? []);
    expect([found?.kind, ...scopes, ...(found?.apiKey === true ? ['key'] : [])].join(' ')).toBe(expected);
  });

  test.each([
    [
      'HttpApi',
      '{ DefaultAuthorizer: A, Authorizers: { A: { FunctionArn: !GetAtt Guard.Arn, Identity: { Headers: [Authorization], Context: [routeKey], ReauthorizeEvery: 60 }, EnableSimpleResponses: true } } }',
      {
        IdentitySource: ['$request.header.Authorization', '$context.routeKey'],
        AuthorizerResultTtlInSeconds: 60,
        EnableSimpleResponses: true,
      },
    ],
    [
      'Api',
      '{ DefaultAuthorizer: A, Authorizers: { A: { FunctionArn: !GetAtt Guard.Arn, FunctionPayloadType: REQUEST, Identity: { Headers: [Authorization], QueryStrings: [q], ReauthorizeEvery: 0 } } } }',
      {
        IdentitySource: 'method.request.header.Authorization,method.request.querystring.q',
        AuthorizerResultTtlInSeconds: 0,
      },
    ],
    [
      'Api',
      '{ DefaultAuthorizer: A, Authorizers: { A: { FunctionArn: !GetAtt Guard.Arn, Identity: { Header: x-token } } } }',
      { Type: 'token', IdentitySource: 'method.request.header.x-token' },
    ],
  ] as const)('a Lambda authorizer of %s %s', (kind, auth, expected) => {
    const found = asked(kind, auth);
    expect(found?.kind).toBe('lambda');
    expect(found?.authorizer?.properties).toMatchObject(expected);
  });

  test('what a person wrote is where the finding points', () => {
    const where = asked('HttpApi', jwt)?.where;
    expect([where?.resource.logicalId, where?.property]).toEqual(['Fn', 'Events.Get.security']);
  });
});

describe('Auth of a document that is given', () => {
  const routes = (auth: string, operations: string): readonly string[] => {
    const model = modelOf(`Transform: AWS::Serverless-2016-10-31
Resources:
  Pool: { Type: AWS::Cognito::UserPool }
  Api:
    Type: AWS::Serverless::Api
    Properties: { StageName: live, Auth: ${auth}, DefinitionBody: { paths: { /a: ${operations} } } }
`);
    return (buildGraph(model).apis[0]?.routes ?? []).map(({ key, authorization }) => `${key} ${authorization.kind}`);
  };
  const op = 'x-amazon-apigateway-integration: { type: http, uri: https://x }';

  test.each([
    ['the default holds', `{ get: { ${op} } }`, ['GET /a cognito']],
    ['an operation asks for an authorizer itself', `{ get: { ${op}, security: [{ AWS_IAM: [] }] } }`, ['GET /a iam']],
    ['NONE switches it off', `{ get: { ${op}, security: [{ NONE: [] }] } }`, ['GET /a none']],
    ['a key beside the default', `{ get: { ${op}, security: [{ api_key: [] }] } }`, ['GET /a none']],
    ['in both branches of a condition', `!If [Unknown, { get: { ${op} } }, { get: { ${op} } }]`, ['GET /a cognito']],
  ])('%s', (_, operations, expected) => {
    expect(routes(cognito, operations)).toEqual(expected);
  });
});
