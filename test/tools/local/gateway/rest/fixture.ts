import type { Live, Placed, World } from '../../../../../tools/local/types';
import { accountId, apiId, domainName, fixture, functionArn, type Fixture } from '../fixture';

/** A small REST API in templates whose intrinsics are already resolved, and the world around it. */

type Properties = Record<string, unknown>;
export type Resources = Record<string, { Type: string; Properties: Properties }>;

export const stageArn = `arn:aws:apigateway:eu-west-1::/restapis/${apiId}/stages/live`;

const of = (type: string, properties: Properties) => ({ Type: `AWS::ApiGateway::${type}`, Properties: properties });
const member = (type: string, properties: Properties) => of(type, { RestApiId: apiId, ...properties });

const lambda = {
  Type: 'AWS_PROXY',
  IntegrationHttpMethod: 'POST',
  Uri: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
};

export const method = (ResourceId: string, HttpMethod: string, properties: Properties = {}) =>
  member('Method', { ResourceId, HttpMethod, AuthorizationType: 'NONE', Integration: lambda, ...properties });

const scoped = { AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId: 'Tokens' };

const regional = { Types: ['REGIONAL'] };

export const webAcl = (rules: readonly Properties[]) => ({
  Type: 'AWS::WAFv2::WebACL',
  Properties: {
    Name: 'api',
    Scope: 'REGIONAL',
    DefaultAction: { Allow: {} },
    Rules: rules.map((rule, Priority) => ({ Priority, Name: `Rule${Priority}`, Action: { Block: {} }, ...rule })),
  },
});

/** What a test starts from and changes. */
export const restResources = (): Resources => ({
  Domain: of('DomainName', {
    DomainName: domainName,
    RegionalCertificateArn: 'arn:domain',
    EndpointConfiguration: regional,
    SecurityPolicy: 'TLS_1_2',
  }),
  Mapping: of('BasePathMapping', { DomainName: domainName, RestApiId: apiId, Stage: 'live' }),
  Api: of('RestApi', { Name: 'orders', EndpointConfiguration: regional, DisableExecuteApiEndpoint: true }),
  Deployment: member('Deployment', {}),
  Stage: member('Stage', {
    StageName: 'live',
    DeploymentId: 'Deployment',
    MethodSettings: [
      { HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 1_000, ThrottlingBurstLimit: 1_000 },
      { HttpMethod: 'PUT', ResourcePath: '/~1orders', ThrottlingRateLimit: 0.001, ThrottlingBurstLimit: 3 },
    ],
    AccessLogSetting: {
      DestinationArn: 'arn:log',
      Format:
        '{"id":"$context.requestId","route":"$context.httpMethod $context.resourcePath","status":"$context.status","why":"$context.authorizer.error","type":"$context.error.responseType","sub":"$context.authorizer.claims.sub","waf":"$context.wafResponseCode","serial":"$context.identity.clientCert.serialNumber"}',
    },
  }),
  Orders: member('Resource', { ParentId: 'root', PathPart: 'orders' }),
  Order: member('Resource', { ParentId: 'Orders', PathPart: '{orderId}' }),
  Pool: { Type: 'AWS::Cognito::UserPool', Properties: {} },
  Tokens: member('Authorizer', { Name: 'Tokens', Type: 'COGNITO_USER_POOLS', ProviderARNs: ['arn:Pool'] }),
  Validator: member('RequestValidator', { ValidateRequestBody: true, ValidateRequestParameters: true }),
  JsonObject: member('Model', { ContentType: 'application/json', Name: 'JsonObject', Schema: { type: 'object' } }),
  List: method('Orders', 'GET'),
  Replace: method('Orders', 'PUT'),
  Read: method('Order', 'GET', { ...scoped, AuthorizationScopes: ['shop/orders.read', 'shop/orders.all'] }),
  Identify: method('Order', 'PATCH', scoped),
  Create: method('Orders', 'POST', {
    RequestValidatorId: 'Validator',
    RequestModels: { $default: 'JsonObject' },
    RequestParameters: { 'method.request.header.Idempotency-Key': true, 'method.request.querystring.dry': false },
  }),
  Preflight: method('Orders', 'OPTIONS', {
    Integration: {
      Type: 'MOCK',
      RequestTemplates: { 'application/json': '{"statusCode":204}' },
      IntegrationResponses: [
        {
          StatusCode: '204',
          ResponseParameters: { 'method.response.header.Access-Control-Allow-Origin': "'https://app.example.com'" },
        },
      ],
    },
  }),
  Invoke: {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: functionArn,
      Principal: 'apigateway.amazonaws.com',
      SourceArn: `arn:aws:execute-api:eu-west-1:${accountId}:${apiId}/live/*/orders*`,
    },
  },
});

/** The web ACL of the stage, with these rules. */
export const guarded = (rules: readonly Properties[]): Resources => ({
  Acl: webAcl(rules),
  Association: {
    Type: 'AWS::WAFv2::WebACLAssociation',
    Properties: { ResourceArn: stageArn, WebACLArn: 'arn:Acl' },
  },
});

/** Asks for a certificate of the fixture's authority. */
export const mutualTls = { TruststoreUri: 's3://trust/origin-hop/bundle.pem', TruststoreVersion: 'v1' };

/** The world of such templates; `issuer` is where the pool's tokens come from. */
export async function restFixture(templates: Resources, issuer = 'https://localhost:1/pool'): Promise<Fixture> {
  const made = await fixture(templates);
  const placed = (logicalId: string): Placed | undefined => {
    const Type = templates[logicalId]?.Type;
    return Type === undefined
      ? undefined
      : made.world.assembly.ofType(Type).find(resource => resource.logicalId === logicalId);
  };
  const live = ({ logicalId, type }: Placed): Promise<Live> =>
    Promise.resolve({
      ref: type === 'AWS::ApiGateway::RestApi' ? apiId : logicalId,
      attributes: { Arn: `arn:${logicalId}`, RootResourceId: 'root', ProviderURL: issuer },
    });
  const world: World = {
    ...made.world,
    live,
    byIdentity: arn => placed(arn.replace(/^arn:/, '')),
  };
  return Object.assign(made, { world });
}
