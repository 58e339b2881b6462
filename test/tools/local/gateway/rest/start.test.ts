import { startGateway } from '../../../../../tools/local/gateway';
import { apiId, call, clientOf, newAuthority, recorded } from '../fixture';
import { guarded, method, mutualTls, restFixture, restResources, type Resources } from './fixture';

const domain = { MutualTlsAuthentication: mutualTls };
const changed = (name: string, properties: Record<string, unknown>): Resources => {
  const templates = restResources();
  Object.assign(templates[name]?.Properties ?? {}, properties);
  return templates;
};

describe('mutual TLS at the domain', () => {
  test('lets in who has a certificate of the truststore, and tells the function whose', async () => {
    const around = await restFixture(changed('Domain', domain));
    const gateway = await startGateway(around.world);
    const ask = (identity: { cert?: string; key?: string }) =>
      call(around, { port: gateway.port, path: '/orders', ...identity });
    try {
      const device = await clientOf(around.authority, { subject: 'CN=device 7' });
      expect((await ask(device)).status).toBe(200);
      expect(around.events[0]?.requestContext).toMatchObject({
        identity: {
          clientCert: {
            clientCertPem: expect.stringContaining('BEGIN CERTIFICATE') as string,
            subjectDN: 'CN=device 7',
            serialNumber: expect.stringMatching(/^[0-9a-f]{2}(?::[0-9a-f]{2})+$/) as string,
            validity: { notAfter: expect.any(String) as string },
          },
        },
      });
      expect(gateway.accessLog.at(-1)).toMatch(/"serial":"[0-9a-f]{2}:/);

      for (const identity of [{}, await clientOf(await newAuthority())])
        expect(await ask(identity)).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
      const stops = recorded(around).filter(line => line.includes('stopped'));
      expect(stops).toEqual(['client-mtls stopped: no-client-certificate', 'client-mtls stopped: unknown-issuer']);
    } finally {
      await gateway.stop();
    }
  });

  test('goes over to another truststore in a deployment, on connections opened since', async () => {
    const around = await restFixture(changed('Domain', domain));
    const gateway = await startGateway(around.world);
    const next = await newAuthority();
    const [old, renewed] = await Promise.all([clientOf(around.authority), clientOf(next)]);
    const ask = async (identity: { cert: string; key: string }) =>
      (await call(around, { port: gateway.port, path: '/orders', ...identity })).status;
    try {
      expect([await ask(old), await ask(renewed)]).toEqual([200, 403]);
      await gateway.reload({ ...around.world, object: () => Buffer.from(next.certificate) });
      expect([await ask(old), await ask(renewed)]).toEqual([403, 200]);
      const { world: without } = await restFixture(restResources());
      await expect(gateway.reload(without)).rejects.toThrow(
        /mutual TLS of the domain do not change while the chain runs/,
      );
    } finally {
      await gateway.stop();
    }
  });

  test('is what an open execute-api endpoint would walk around', async () => {
    const around = await restFixture(changed('Domain', domain));
    const gateway = await startGateway(around.world);
    try {
      const { hostname, port, basePath } = gateway.defaultEndpoint;
      const path = `${basePath}/orders`;
      const { status } = await call(around, { port, path, servername: hostname, headers: { host: hostname } });
      expect(status).toBe(403);
      expect(recorded(around)).toContain('client-mtls stopped: default-endpoint-off');
    } finally {
      await gateway.stop();
    }
  });
});

test('an open execute-api endpoint serves under the name of the stage', async () => {
  const around = await restFixture(changed('Api', { DisableExecuteApiEndpoint: false }));
  const gateway = await startGateway(around.world);
  try {
    const { hostname, port } = gateway.defaultEndpoint;
    const ask = async (path: string) =>
      (await call(around, { port, path, servername: hostname, headers: { host: hostname } })).status;
    expect([await ask('/live/orders'), await ask('/orders')]).toEqual([200, 403]);
  } finally {
    await gateway.stop();
  }
});

test.each<[string, Resources, string]>([
  [
    'a property of the domain',
    changed('Domain', { CertificateArn: 'arn:x' }),
    'Domain (AWS::ApiGateway::DomainName): got CertificateArn, which is not modelled here',
  ],
  [
    'an enhanced policy with mutual TLS',
    changed('Domain', { ...domain, SecurityPolicy: 'SecurityPolicy_TLS13_1_3_2025_09', EndpointAccessMode: 'STRICT' }),
    'API Gateway takes mutual TLS with TLS_1_2 only',
  ],
  [
    'an enhanced policy without an access mode',
    changed('Domain', { SecurityPolicy: 'SecurityPolicy_TLS13_1_3_2025_09' }),
    'EndpointAccessMode: got nothing',
  ],
  ['an unknown policy', changed('Domain', { SecurityPolicy: 'TLS_9' }), 'SecurityPolicy: got TLS_9, takes one of'],
  ['an edge-optimized API', changed('Api', { EndpointConfiguration: { Types: ['EDGE'] } }), 'takes REGIONAL'],
  ['a resource policy', changed('Api', { Policy: {} }), 'got Policy, which is not modelled here'],
  ['binary media types', changed('Api', { BinaryMediaTypes: ['*/*'] }), 'got BinaryMediaTypes'],
  ['a base path', changed('Mapping', { BasePath: 'v1' }), 'the local gateway takes no base path'],
  ['a mapping to every stage', changed('Mapping', { Stage: undefined }), 'leads to all of them'],
  [
    'a stage that is not there',
    changed('Mapping', { Stage: 'other' }),
    'no AWS::ApiGateway::Stage of it is named other',
  ],
  [
    'a deployment that is not there',
    changed('Stage', { DeploymentId: 'x' }),
    'DeploymentId: no AWS::ApiGateway::Deployment',
  ],
  ['a stage made by a deployment', changed('Deployment', { StageName: 'x' }), 'got StageName'],
  ['caching', changed('Stage', { CacheClusterEnabled: true }), 'caching is not modelled here'],
  [
    'settings for every method of a path',
    changed('Stage', { MethodSettings: [{ HttpMethod: '*', ResourcePath: '/~1orders' }] }),
    'MethodSettings: got * /~1orders, takes one method of one path',
  ],
  [
    'a log variable there is not',
    changed('Stage', { AccessLogSetting: { DestinationArn: 'arn:x', Format: '$context.routeKey' } }),
    'got $context.routeKey, which the local gateway does not know',
  ],
  [
    'an API key in place of a token',
    { ...restResources(), List: method('Orders', 'GET', { ApiKeyRequired: true }) },
    'API keys meter, they authorize nobody',
  ],
  ['a Lambda authorizer', changed('Tokens', { Type: 'REQUEST' }), 'the local gateway takes COGNITO_USER_POOLS'],
  ['a pool elsewhere', changed('Tokens', { ProviderARNs: ['arn:x'] }), 'ProviderARNs: got arn:x'],
  [
    'IAM authorization',
    { ...restResources(), List: method('Orders', 'GET', { AuthorizationType: 'AWS_IAM' }) },
    'the local gateway takes NONE, COGNITO_USER_POOLS and JWT',
  ],
  [
    'an authorizer that is not there',
    {
      ...restResources(),
      List: method('Orders', 'GET', { AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId: 'x' }),
    },
    'AuthorizerId: no authorizer of the API is x',
  ],
  [
    'an HTTP integration',
    { ...restResources(), List: method('Orders', 'GET', { Integration: { Type: 'HTTP_PROXY', Uri: 'https://x' } }) },
    'Integration: Type',
  ],
  [
    'credentials of an integration',
    {
      ...restResources(),
      List: method('Orders', 'GET', {
        Integration: { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: 'arn:x', Credentials: 'arn:role' },
      }),
    },
    'Integration: got Credentials',
  ],
  [
    'a mock with a template of its own',
    {
      ...restResources(),
      List: method('Orders', 'GET', {
        Integration: {
          Type: 'MOCK',
          RequestTemplates: { 'application/json': '#set($a = 1){"statusCode":200}' },
          IntegrationResponses: [{ StatusCode: '200' }],
        },
      }),
    },
    'takes {"statusCode":204} and no other template',
  ],
  [
    'a model for one content type',
    {
      ...restResources(),
      List: method('Orders', 'GET', {
        RequestValidatorId: 'Validator',
        RequestModels: { 'application/json': 'JsonObject' },
      }),
    },
    'RequestModels: got application/json, the local gateway takes $default',
  ],
  ['more of JSON Schema', changed('JsonObject', { Schema: { type: 'object', required: ['a'] } }), 'got required'],
  [
    'VTL in a gateway response',
    {
      ...restResources(),
      Says: {
        Type: 'AWS::ApiGateway::GatewayResponse',
        Properties: {
          RestApiId: apiId,
          ResponseType: 'THROTTLED',
          ResponseTemplates: { 'application/json': '#if(true){}#end' },
        },
      },
    },
    'takes text and $context variables, no other part of VTL',
  ],
  [
    'a web ACL of the wrong scope',
    (() => {
      const templates = { ...restResources(), ...guarded([]) };
      Object.assign(templates.Acl?.Properties ?? {}, { Scope: 'CLOUDFRONT' });
      return templates;
    })(),
    'got a web ACL of scope CLOUDFRONT, takes one of scope REGIONAL',
  ],
])('%s stops the start', async (_, templates, message) => {
  const { world } = await restFixture(templates);
  await expect(startGateway(world)).rejects.toThrow(message);
  await expect(startGateway(world)).rejects.toMatchObject({ name: 'LocalError' });
});

test('a port that is taken is named', async () => {
  const { world } = await restFixture(restResources());
  const first = await startGateway(world);
  await expect(startGateway(world, { edge: first.port })).rejects.toThrow(`port ${first.port} (edge): EADDRINUSE`);
  await first.stop();
});
