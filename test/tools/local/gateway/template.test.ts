import { startGateway } from '../../../../tools/local/gateway';
import { readApi } from '../../../../tools/local/gateway/template';
import { accountId, apiId, call, clientOf, fixture, functionArn, recorded, resources } from './fixture';

type Templates = ReturnType<typeof resources>;
const propertiesOf = (templates: Templates, name: string): Record<string, unknown> => {
  const resource = templates[name];
  if (resource === undefined) throw new Error(`no ${name}`);
  return resource.Properties;
};

/** Edits one resource; `start` is what then happens. */
const edited = async (edit: (templates: Templates) => void) => {
  const templates = resources();
  edit(templates);
  return fixture(templates);
};

describe('what the gateway does not model stops the start with its name', () => {
  test.each<[string, string, Record<string, unknown>, RegExp]>([
    ['IAM authorization', 'List', { AuthorizationType: 'AWS_IAM' }, /List .*AuthorizationType: .*NONE and JWT/],
    ['a Lambda authorizer', 'Tokens', { AuthorizerType: 'REQUEST' }, /Tokens .*AuthorizerType: .*JWT/],
    ['an authorizer that calls out', 'Tokens', { AuthorizerUri: 'arn:x' }, /Tokens .*got AuthorizerUri/],
    ['a private integration', 'Orders', { ConnectionType: 'VPC_LINK' }, /Orders .*ConnectionType: .*INTERNET/],
    ['an HTTP integration', 'Orders', { IntegrationType: 'HTTP_PROXY' }, /Orders .*IntegrationType: .*AWS_PROXY/],
    ['the older payload', 'Orders', { PayloadFormatVersion: '1.0' }, /Orders .*PayloadFormatVersion: .*2\.0/],
    ['parameter mapping', 'Orders', { RequestParameters: { 'overwrite:path': '/' } }, /got RequestParameters/],
    ['credentials of its own', 'Orders', { CredentialsArn: 'arn:role' }, /got CredentialsArn/],
    [
      'a target that is no function',
      'Orders',
      { IntegrationUri: 'arn:aws:sqs:x' },
      /IntegrationUri: .*Lambda function/,
    ],
    ['another stage', 'Stage', { StageName: 'prod' }, /Stage .*StageName: .*\$default only/],
    ['stage variables', 'Stage', { StageVariables: { a: 'b' } }, /got StageVariables/],
    ['a WebSocket API', 'Api', { ProtocolType: 'WEBSOCKET' }, /Api .*ProtocolType HTTP/],
    ['an imported API', 'Api', { Body: {} }, /Api .*got Body/],
    ['a path in front', 'Mapping', { ApiMappingKey: 'v1' }, /Mapping .*got ApiMappingKey/],
    [
      'an enhanced policy',
      'Domain',
      { DomainNameConfigurations: enhanced() },
      /SecurityPolicy: HTTP APIs take TLS_1_2/,
    ],
    [
      'a truststore that is no object',
      'Domain',
      { MutualTlsAuthentication: { TruststoreUri: 'x' } },
      /TruststoreUri: .*s3:/,
    ],
    [
      'a log variable there is none of',
      'Stage',
      { AccessLogSettings: { Format: '$context.waf.status' } },
      /got \$context\.waf\.status/,
    ],
    ['a permission by organization', 'Invoke', { PrincipalOrgID: 'o-1' }, /Invoke .*got PrincipalOrgID/],
  ])('%s', async (_, name, properties, message) => {
    const { world } = await edited(templates => Object.assign(propertiesOf(templates, name), properties));
    await expect(startGateway(world)).rejects.toThrow(message);
  });
});

function enhanced() {
  return [{ CertificateArn: 'arn:domain', SecurityPolicy: 'SecurityPolicy_TLS13_1_3_2025_09' }];
}

describe('what is not there stops the start', () => {
  test.each<[string, (templates: Templates) => void, RegExp]>([
    ['a domain', templates => delete templates.Domain, /got 0 in the templates, the local gateway takes one/],
    ['a mapping', templates => delete templates.Mapping, /got 0 AWS::ApiGatewayV2::ApiMapping/],
    ['an API', templates => delete templates.Api, /no AWS::ApiGatewayV2::Api of the templates is a1b2c3d4e5/],
    ['a stage', templates => delete templates.Stage, /no AWS::ApiGatewayV2::Stage/],
    ['an integration', templates => delete templates.Orders, /Target: no integration is integrations\/Orders/],
    ['an authorizer', templates => delete templates.Tokens, /AuthorizerId: no authorizer of the templates is Tokens/],
    [
      'the version of the truststore',
      templates =>
        (propertiesOf(templates, 'Domain').MutualTlsAuthentication = {
          TruststoreUri: 's3://trust/origin-hop/bundle.pem',
          TruststoreVersion: 'v2',
        }),
      /there is no object s3:\/\/trust\/origin-hop\/bundle\.pem of version v2/,
    ],
    [
      'the certificate',
      templates =>
        (propertiesOf(templates, 'Domain').DomainNameConfigurations = [
          { CertificateArn: 'arn:gone', SecurityPolicy: 'TLS_1_2' },
        ]),
      /holds no certificate arn:gone/,
    ],
  ])('%s', async (_, edit, message) => {
    const { world } = await edited(edit);
    await expect(startGateway(world)).rejects.toThrow(message);
  });
});

test('a truststore without a version is the newest object', async () => {
  const { world } = await edited(templates => {
    propertiesOf(templates, 'Domain').MutualTlsAuthentication = { TruststoreUri: 's3://trust/origin-hop/bundle.pem' };
  });
  await (await startGateway(world)).stop();
});

test("a function's address may be that of the Lambda API", async () => {
  const { world } = await edited(templates => {
    propertiesOf(templates, 'Orders').IntegrationUri =
      `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
  });
  expect((await readApi(world)).routes[0]?.functionArn).toBe(functionArn);
});

describe('a function is called only where its policy allows it', () => {
  const arn = (rest: string, api = apiId) => `arn:aws:execute-api:eu-west-1:${accountId}:${api}/${rest}`;
  const mayInvoke = async (permission: Record<string, unknown> | undefined): Promise<string[]> => {
    const { world } = await edited(templates => {
      if (permission === undefined) delete templates.Invoke;
      else Object.assign(propertiesOf(templates, 'Invoke'), permission);
      templates.Rest = {
        Type: 'AWS::ApiGatewayV2::Route',
        Properties: { ApiId: apiId, RouteKey: '$default', Target: 'integrations/Orders' },
      };
    });
    return (await readApi(world)).routes.filter(route => route.mayInvoke).map(({ key }) => key);
  };
  const all = ['GET /orders', 'GET /orders/{orderId}', 'POST /orders', 'GET /any-token', '$default'];

  test.each<[string, Record<string, unknown> | undefined, string[]]>([
    ['any route of the API', { SourceArn: arn('*/*') }, all],
    ['any route, by the name of the function', { FunctionName: 'orders' }, all],
    ['any route of this account', { SourceArn: undefined, SourceAccount: accountId }, all],
    ['one route', { SourceArn: arn('*/GET/orders') }, ['GET /orders']],
    ['one route with a parameter', { SourceArn: arn('*/GET/orders/*') }, ['GET /orders/{orderId}']],
    ['every method of a path', { SourceArn: arn('*/*/orders') }, ['GET /orders', 'POST /orders']],
    ['another stage', { SourceArn: arn('prod/GET/orders') }, []],
    ['another API', { SourceArn: arn('*/*', 'z9z9z9z9z9') }, []],
    ['another account', { SourceAccount: '999999999999' }, []],
    ['another function', { FunctionName: functionArn.replace('orders', 'other') }, []],
    ['another action', { Action: 'lambda:InvokeFunctionUrl' }, []],
    ['another principal', { Principal: 'events.amazonaws.com' }, []],
    ['nobody', undefined, []],
  ])('%s', async (_, permission, expected) => {
    await expect(mayInvoke(permission)).resolves.toEqual(expected);
  });

  test('elsewhere the gateway answers 500 and says why', async () => {
    const around = await edited(templates => delete templates.Invoke);
    const gateway = await startGateway(around.world);
    const reply = await call(around, { port: gateway.port, path: '/orders', ...(await clientOf(around.authority)) });
    expect(reply).toMatchObject({ status: 500, body: '{"message":"Internal Server Error"}' });
    expect(recorded(around).at(-1)).toBe('gateway stopped: no-permission');
    expect(around.events).toEqual([]);
    await gateway.stop();
  });
});
