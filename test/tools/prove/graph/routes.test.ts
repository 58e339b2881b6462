import { buildGraph } from '../../../../tools/prove/graph/build';
import type { Route } from '../../../../tools/prove/graph/types';
import { modelOf } from './written';

const routes = (yaml: string): readonly Route[] => buildGraph(modelOf(yaml)).apis.flatMap(api => api.routes);

/** `GET /orders: jwt [read] → function Fn`. */
const words = ({ key, authorization: { kind, scopes }, integration }: Route): string =>
  `${key}: ${kind}${scopes === 'unknown' ? ' ?' : scopes.length > 0 ? ` [${scopes.join(' ')}]` : ''} → ${integration.kind}${
    integration.function === undefined ? '' : ` ${integration.function.logicalId}`
  }`;

const fn = `
Fn: { Type: AWS::Lambda::Function, Properties: { FunctionName: orders } }
Alias: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Fn, Name: live } }
Version: { Type: AWS::Lambda::Version, Properties: { FunctionName: !GetAtt Fn.Arn } }
Circle: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Circle, Name: live } }
`;

const http = (integration: string): string => `${fn}
Api: { Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: HTTP } }
Integration: { Type: AWS::ApiGatewayV2::Integration, Properties: { ApiId: !Ref Api, ${integration} } }
Route: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: !Ref Api, RouteKey: GET /a, Target: !Join [/, [integrations, !Ref Integration]] } }
`;

describe('what an integration leads to', () => {
  test.each([
    ['an ARN', 'IntegrationUri: !GetAtt Fn.Arn', 'function Fn'],
    ['an alias', 'IntegrationUri: !Ref Alias', 'function Fn'],
    ['a version', 'IntegrationUri: !Ref Version', 'function Fn'],
    ['a written name', 'IntegrationUri: "arn:aws:lambda:eu-west-1:111122223333:function:orders:live"', 'function Fn'],
    [
      'a name put together',
      'IntegrationUri: !Sub "arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:orders"',
      'function Fn',
    ],
    ['an alias chosen by stage variable', 'IntegrationUri: !Sub "${Fn.Arn}:${!stageVariables.alias}"', 'function Fn'],
    ['a stage variable', 'IntegrationUri: "arn:aws:lambda:eu-west-1:1:function:${stageVariables.fn}"', 'unknown'],
    ['a function elsewhere', 'IntegrationUri: "arn:aws:lambda:eu-west-1:1:function:other"', 'unknown'],
    ['a parameter', 'IntegrationUri: !ImportValue arn', 'unknown'],
    ['an alias of itself', 'IntegrationType: AWS_PROXY, IntegrationUri: !Ref Circle', 'unknown'],
    ['a host', 'IntegrationType: HTTP_PROXY, IntegrationUri: https://internal.example.com', 'http'],
    [
      'a VPC link',
      'IntegrationType: HTTP_PROXY, ConnectionType: VPC_LINK, IntegrationUri: "arn:aws:elasticloadbalancing:x"',
      'http',
    ],
    ['an AWS service', 'IntegrationType: AWS_PROXY, IntegrationSubtype: SQS-SendMessage', 'aws'],
    ['nothing', 'IntegrationType: AWS_PROXY', 'none'],
  ])('%s', (_, integration, expected) => {
    expect(routes(http(integration)).map(words)).toEqual([`GET /a: none → ${expected}`]);
  });

  test('an integration of another template', () => {
    expect(routes(http('IntegrationType: MOCK').replace('!Ref Integration', 'abc123')).map(words)).toEqual([
      'GET /a: none → unknown',
    ]);
  });

  test('two functions of one name tell nothing', () => {
    const twice = `${http('IntegrationUri: "arn:aws:lambda:eu-west-1:1:function:orders"')}\nOther: { Type: AWS::Lambda::Function, Properties: { FunctionName: orders } }`;
    expect(routes(twice).map(words)).toEqual(['GET /a: none → unknown']);
  });
});

describe('REST paths', () => {
  test('are walked up to the root', () => {
    const found = routes(`
Api: { Type: AWS::ApiGateway::RestApi, Properties: {} }
A: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: a } }
B: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: !Ref A, PathPart: "{id}" } }
Round: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: !Ref Round, PathPart: round } }
One: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Api, ResourceId: !Ref B, HttpMethod: get } }
Two: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Api, ResourceId: abc123, HttpMethod: ANY } }
Three: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Api, ResourceId: !Ref Round, HttpMethod: PUT } }
`);
    expect(found.map(({ key }) => key)).toEqual(['GET /a/{id}', 'ANY /?', 'PUT /round']);
  });
});

describe('OpenAPI documents', () => {
  const body = (operation: string, rest = ''): string => `${fn}
Api:
  Type: AWS::ApiGatewayV2::Api
  Properties:
    Body:
      components:
        securitySchemes:
          tokens: { type: oauth2, x-amazon-apigateway-authorizer: { type: jwt, jwtConfiguration: { issuer: https://i, audience: [a] } } }
          asked: { type: apiKey, x-amazon-apigateway-authorizer: { type: request, authorizerUri: !GetAtt Fn.Arn, identitySource: "$request.header.a, $request.header.b" } }
          signed: { type: apiKey, x-amazon-apigateway-authtype: awsSigv4 }
          key: { type: apiKey, name: x-api-key, in: header }
          hidden: !ImportValue scheme
      ${rest}
      paths: { /a: { get: ${operation} } }
`;
  const words1 = (operation: string, rest = ''): readonly string[] =>
    routes(body(operation, rest)).map(route => words(route).replace(/^GET \/a: (.*) → .*$/, '$1'));

  test.each([
    ['a scope', '{ security: [{ tokens: [read] }] }', 'jwt [read]'],
    ['no scope', '{ security: [{ tokens: [] }] }', 'jwt'],
    ['a Lambda authorizer', '{ security: [{ asked: [] }] }', 'lambda'],
    ['IAM', '{ security: [{ signed: [] }] }', 'iam'],
    ['IAM by the old extension', '{ x-amazon-apigateway-auth: { type: AWS_IAM } }', 'iam'],
    ['a key alone', '{ security: [{ key: [] }] }', 'none'],
    ['a key beside a token', '{ security: [{ tokens: [read], key: [] }] }', 'jwt [read]'],
    ['a key listed beside a token', '{ security: [{ tokens: [read] }, { key: [] }] }', 'jwt [read]'],
    ['either of two, the weaker', '{ security: [{ tokens: [read] }, { tokens: [] }] }', 'jwt'],
    ['a token or nothing', '{ security: [{ tokens: [read] }, {}] }', 'none'],
    ['an empty list', '{ security: [] }', 'none'],
    ['a scheme that is nowhere', '{ security: [{ other: [] }] }', 'none'],
    ['a scheme that cannot be seen', '{ security: [{ hidden: [] }] }', 'unknown ?'],
    ['a list that cannot be seen', '{ security: !ImportValue security }', 'unknown ?'],
    ['nothing', '{}', 'none'],
  ])('security: %s', (_, operation, expected) => {
    expect(words1(operation)).toEqual([expected]);
  });

  test("the document's own security is nothing to rely on", () => {
    expect(words1('{}', 'security: [{ tokens: [read] }]')).toEqual(['unknown ?']);
    expect(
      routes(body('{}', 'security: [{ tokens: [read] }]').replaceAll('ApiGatewayV2::Api', 'ApiGateway::RestApi')).map(
        words,
      ),
    ).toEqual(['GET /a: none → none']);
  });

  test('an authorizer is read under the names that rules know', () => {
    const [route] = routes(body('{ security: [{ asked: [] }] }'));
    expect(route?.authorization.authorizer).toMatchObject({
      property: 'Body.components.securitySchemes.asked.x-amazon-apigateway-authorizer',
      properties: { Type: 'request', IdentitySource: ['$request.header.a', '$request.header.b'] },
    });
  });

  test.each([
    ['the body', 'Body: !ImportValue body', ['every route']],
    ['the body, as text', 'Body: "{}"', ['every route']],
    ['what a macro adds to', 'Body: { paths: {}, Fn::Transform: { Name: AWS::Include } }', ['every route']],
    ['the paths', 'Body: { paths: !ImportValue paths }', ['every route']],
    [
      'paths that a macro adds to',
      'Body: { paths: { /a: {}, Fn::Transform: { Name: AWS::Include } } }',
      ['every route'],
    ],
    ['one path', 'Body: { paths: { /a: !ImportValue a, /b: { put: {} } } }', ['ANY /a', 'PUT /b']],
    ['one operation', 'Body: { paths: { /a: { get: !ImportValue a } } }', ['GET /a']],
    ['nothing of a document in S3', 'BodyS3Location: s3://specs/a.yaml', ['every route']],
  ])('cannot be read: %s', (_, written, keys) => {
    const found = routes(`Api: { Type: AWS::ApiGateway::RestApi, Properties: { ${written} } }`);
    expect(found.map(({ key }) => key)).toEqual(keys);
    expect(found[0]?.authorization.kind).toBe('unknown');
  });
});

describe('public by decision', () => {
  const route = (metadata: string): string => `
Api: { Type: AWS::ApiGatewayV2::Api, Properties: {} }
Route: { Type: AWS::ApiGatewayV2::Route, Metadata: ${metadata}, Properties: { ApiId: !Ref Api, RouteKey: GET /a } }
`;

  test.each([
    ['a reason', '{ "portcullis:public": phones fetch it }', 'phones fetch it'],
    ['no reason', '{ "portcullis:public": " " }', undefined],
    ['true is no reason', '{ "portcullis:public": true }', undefined],
  ])('%s', (_, metadata, expected) => {
    expect(routes(route(metadata)).map(({ publicReason }) => publicReason)).toEqual([expected]);
  });

  test('on an operation of an OpenAPI document', () => {
    const [found] = routes(
      'Api: { Type: AWS::ApiGateway::RestApi, Properties: { Body: { paths: { /a: { get: { x-portcullis-public: health } } } } } }',
    );
    expect(found?.publicReason).toBe('health');
  });
});
