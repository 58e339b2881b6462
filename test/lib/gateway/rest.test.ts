import openapi from '../../../docs/openapi.json';
import { hasBody } from '../../../lambda/guard/routes';
import { routesOf } from '../../../lib/routes';
import { App } from 'aws-cdk-lib';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../../../bin/app';
import { context } from '../../../cdk.json';
import consumerRegional from '../../../config/consumer-regional';
import { isPublic } from '../../../lambda/guard/routes';
import { loadConfig, parseConfig } from '../../../lib/config';
import { ofType, only, template as ofEnvironment, type Template } from '../../assembly';
import { testClaims, type Claim } from '../../claims';
import { get, idOf, property, set } from '../paths';
import { gatewayRefusals } from '../../../tools/openapi/problems';

/** The Regional REST API: what makes each layer a defence there. */

const env = 'consumer-regional';
const template = (stack: string): Template => ofEnvironment(stack, env);
const rows = routesOf(loadConfig('consumer-regional'));

const types = {
  api: 'AWS::ApiGateway::RestApi',
  authorizer: 'AWS::ApiGateway::Authorizer',
  domain: 'AWS::ApiGateway::DomainName',
  mapping: 'AWS::ApiGateway::BasePathMapping',
  method: 'AWS::ApiGateway::Method',
  model: 'AWS::ApiGateway::Model',
  permission: 'AWS::Lambda::Permission',
  response: 'AWS::ApiGateway::GatewayResponse',
  stage: 'AWS::ApiGateway::Stage',
  validator: 'AWS::ApiGateway::RequestValidator',
  webAcl: 'AWS::WAFv2::WebACL',
  association: 'AWS::WAFv2::WebACLAssociation',
};

const methods = (from: Template) => ofType(from, types.method).map(({ Properties }) => Properties);
const eachMethod = (path: string, is: unknown) => (from: Template) =>
  expect(methods(from).map(method => get(method, path))).toEqual(rows.map(() => is));
const onFirstMethod = (path: string, value: unknown) => (from: Template) =>
  set(
    methods(from).find(({ AuthorizationType }) => AuthorizationType !== 'NONE'),
    path,
    value,
  );
const ofMethods = (
  layer: Claim['layer'],
  claim: string,
  path: string,
  { is, weakened }: { is: unknown; weakened: unknown },
): Claim => ({ layer, claim, assertion: eachMethod(path, is), weaken: onFirstMethod(path, weakened) });

const throttles = rows.map(({ method, path, throttle }) => ({
  HttpMethod: method,
  ResourcePath: `/${path.replaceAll('/', '~1')}`,
  ThrottlingRateLimit: throttle.rate,
  ThrottlingBurstLimit: throttle.burst,
}));
const settings = (from: Template) => get(only(from, types.stage).Properties, 'MethodSettings') as object[];
const format = (from: Template) => String(get(only(from, types.stage).Properties, 'AccessLogSetting.Format'));
const bodies = (from: Template) =>
  ofType(from, types.response).map(({ Properties }) => String(get(Properties, 'ResponseTemplates.application/json')));

const claims: readonly Claim[] = [
  property({
    layer: 'tls',
    claim: 'the domain takes TLS 1.2 and 1.3 with forward secrecy only',
    type: types.domain,
    path: 'SecurityPolicy',
    is: 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09',
    weakened: 'TLS_1_0',
  }),
  property({
    layer: 'tls',
    claim: 'SNI and Host must name the same domain',
    type: types.domain,
    path: 'EndpointAccessMode',
    is: 'STRICT',
    weakened: 'BASIC',
  }),
  property({
    layer: 'tls',
    claim: 'the API itself takes no older TLS than its domain',
    type: types.api,
    path: 'SecurityPolicy',
    is: 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09',
    weakened: undefined,
  }),
  property({
    layer: 'waf',
    claim: 'the web ACL is of the scope that a stage takes',
    type: types.webAcl,
    path: 'Scope',
    is: 'REGIONAL',
    weakened: 'CLOUDFRONT',
  }),
  property({
    layer: 'waf',
    claim: 'the web ACL stands on the stage',
    type: types.association,
    path: 'ResourceArn',
    is: (from: Template) => ({
      'Fn::Join': [
        '',
        [
          expect.stringMatching(/^arn:aws:apigateway:eu-west-1::\/restapis\/$/),
          { Ref: idOf(from, types.api) },
          '/stages/',
          { Ref: idOf(from, types.stage) },
        ],
      ],
    }),
    weakened: 'arn:aws:apigateway:eu-west-1::/restapis/other/stages/live',
  }),
  property({
    layer: 'gateway',
    claim: "the API's default endpoint is off",
    type: types.api,
    path: 'DisableExecuteApiEndpoint',
    is: true,
    weakened: undefined,
  }),
  {
    layer: 'gateway',
    claim: 'every method has the throttle of its row',
    assertion: from =>
      expect(settings(from)).toEqual(expect.arrayContaining(throttles.map(one => expect.objectContaining(one)))),
    weaken: from => set(only(from, types.stage).Properties, 'MethodSettings.1.ThrottlingRateLimit', undefined),
  },
  property({
    layer: 'gateway',
    claim: 'a method without settings of its own is throttled too',
    type: types.stage,
    path: 'MethodSettings.0',
    is: expect.objectContaining({
      HttpMethod: '*',
      ResourcePath: '/*',
      ThrottlingRateLimit: 500,
      ThrottlingBurstLimit: 1_000,
    }),
    weakened: undefined,
  }),
  {
    layer: 'gateway',
    claim: 'no trace writes bodies or tokens into a log',
    assertion: from =>
      expect(settings(from).map(one => get(one, 'DataTraceEnabled'))).toEqual(settings(from).map(() => false)),
    weaken: from => set(only(from, types.stage).Properties, 'MethodSettings.0.DataTraceEnabled', true),
  },
  property({
    layer: 'gateway',
    claim: 'parameters and bodies are validated',
    type: types.validator,
    path: 'ValidateRequestBody',
    is: true,
    weakened: false,
  }),
  {
    layer: 'gateway',
    claim: 'a body must be a JSON object, whatever type it says it is',
    assertion: from => {
      const models = methods(from).flatMap(({ RequestModels }) => RequestModels ?? []);
      expect(models).toEqual(rows.filter(hasBody).map(() => ({ $default: { Ref: idOf(from, types.model) } })));
    },
    weaken: from => {
      const [transfer] = methods(from).filter(({ HttpMethod }) => HttpMethod === 'POST');
      set(transfer, 'RequestModels', { 'application/json': 'JsonObject' });
    },
  },
  ofMethods('gateway', 'an API key is not asked for, and opens nothing', 'ApiKeyRequired', {
    is: false,
    weakened: true,
  }),
  {
    layer: 'gateway',
    claim: 'each method may call its function, of this stage only',
    assertion: from =>
      expect(
        ofType(from, types.permission).map(({ Properties }) => JSON.stringify(get(Properties, 'SourceArn.Fn::Join.1'))),
      ).toEqual(
        rows.map(({ method, path }) =>
          expect.stringContaining(
            JSON.stringify([{ Ref: idOf(from, types.stage) }, `/${method}${path.replaceAll(/\{[^}]+\}/g, '*')}`]).slice(
              1,
            ),
          ),
        ),
      ),
    weaken: from => set(ofType(from, types.permission)[0]?.Properties, 'SourceArn', 'arn:aws:execute-api:*'),
  },
  {
    layer: 'auth',
    claim: 'every method asks the authorizer, but for the public ones',
    assertion: from =>
      expect(methods(from).map(({ AuthorizationType }) => AuthorizationType)).toEqual(
        rows.map(row => (isPublic(row) ? 'NONE' : 'COGNITO_USER_POOLS')),
      ),
    weaken: onFirstMethod('AuthorizationType', 'NONE'),
  },
  {
    layer: 'auth',
    claim: 'every method asks for the scope of its row',
    assertion: from =>
      expect(methods(from).map(({ AuthorizationScopes }) => AuthorizationScopes)).toEqual(
        rows.map(row => (isPublic(row) ? undefined : [`wallet/${row.scope}`])),
      ),
    weaken: onFirstMethod('AuthorizationScopes', undefined),
  },
  property({
    layer: 'auth',
    claim: 'the authorizer takes the tokens of our pool',
    type: types.authorizer,
    path: 'ProviderARNs',
    is: [{ 'Fn::GetStackOutput': expect.objectContaining({ StackName: expect.stringMatching(/-identity$/) }) }],
    weakened: ['arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_other'],
  }),
  {
    layer: 'gateway',
    claim: 'refusals are problem details and tell nothing of what stands behind',
    assertion: from => {
      for (const body of bodies(from))
        expect(JSON.parse(body)).toEqual({
          type: 'about:blank',
          title: expect.any(String),
          // In the document of the API; but for what stands for every refusal that has no words of its own.
          code: expect.stringMatching(
            new RegExp(
              `^(${[...gatewayRefusals.flatMap(({ codes }) => codes), 'route_unknown', 'request_refused'].join('|')})$`,
            ),
          ),
          detail: expect.not.stringContaining('$'),
          ...(body.includes('"status"') ? { status: expect.any(Number) } : {}),
        });
    },
    weaken: from =>
      set(ofType(from, types.response)[0]?.Properties, 'ResponseTemplates', {
        'application/json': '{"detail":"$context.error.message"}',
      }),
  },
  {
    layer: 'watch',
    claim: 'the log says which request, route, status, caller and certificate, and why it was refused',
    assertion: from =>
      expect(Object.values(JSON.parse(format(from)) as object)).toEqual(
        expect.arrayContaining([
          '$context.requestId',
          '$context.httpMethod $context.resourcePath',
          '$context.status',
          '$context.authorizer.claims.sub',
          '$context.authorizer.claims.client_id',
          '$context.identity.clientCert.serialNumber',
          '$context.error.message',
        ]),
      ),
    weaken: from => set(only(from, types.stage).Properties, 'AccessLogSetting.Format', '{"id":"$context.requestId"}'),
  },
  {
    layer: 'watch',
    claim: 'the log never holds a token or a certificate',
    assertion: from => expect(format(from)).not.toMatch(/clientCertPem|header|authorization|token|queryString|cookie/i),
    weaken: from =>
      set(
        only(from, types.stage).Properties,
        'AccessLogSetting.Format',
        '{"pem":"$context.identity.clientCert.clientCertPem"}',
      ),
  },
];

testClaims('gateway', claims, env);

test('a body is asked for where the service takes one, and nowhere else', () => {
  const described = openapi.paths as Record<string, Record<string, object>>;
  const wanted = rows.map(({ method, path }) => [
    `${method} ${path}`,
    'requestBody' in (described[path]?.[method.toLowerCase()] ?? {}),
  ]);
  expect(rows.map(row => [`${row.method} ${row.path}`, hasBody(row)])).toEqual(wanted);
});

describe('what API Gateway and WAF would only say at deploy time', () => {
  const dependsOn = (type: string): string[] => [only(template('gateway'), type).DependsOn ?? []].flat();

  test('a web ACL is associated after its stage, and after a domain has given WAF time to know it', () => {
    const from = template('gateway');
    expect(dependsOn(types.association)).toEqual(
      expect.arrayContaining([
        idOf(from, types.stage),
        idOf(from, types.domain),
        idOf(from, 'AWS::WAFv2::LoggingConfiguration'),
      ]),
    );
  });

  test('nothing leads to the stage before the web ACL stands there', () =>
    expect(dependsOn(types.mapping)).toContain(idOf(template('gateway'), types.association)));

  test('a default answer has no status of its own: it would be the status of all the others', () => {
    for (const { Properties } of ofType(template('gateway'), types.response))
      if (String(Properties.ResponseType).startsWith('DEFAULT_')) expect(Properties.StatusCode).toBeUndefined();
  });

  test('the log format fits into 3 KB', () => expect(format(template('gateway')).length).toBeLessThan(3_072));

  test('the role of the account under which logs are written is asked for, and not taken over', () => {
    expect(ofType(template('gateway'), 'AWS::ApiGateway::Account')).toEqual([]);
    expect(JSON.stringify(template('gateway').Outputs)).toContain('cloudwatchRoleArn');
  });
});

describe('metrics', () => {
  const alarm = (name: string) =>
    ofType(template('watch'), 'AWS::CloudWatch::Alarm')
      .map(({ Properties }) => Properties)
      .find(({ AlarmName }) => AlarmName === `portcullis-consumer-regional-${name}`);
  const byApi = (dimensions: unknown) =>
    expect(dimensions).toEqual(
      expect.arrayContaining([
        { Name: 'ApiName', Value: 'portcullis-consumer-regional-api' },
        expect.objectContaining({ Name: 'Stage' }),
      ]),
    );

  test.each([
    ['gateway-GatewayErrors', '5XXError'],
    ['gateway-GatewayRefusals', '4XXError'],
  ])('%s looks at %s of the API by name', (name, metric) => {
    expect(alarm(name)).toMatchObject({ Namespace: 'AWS/ApiGateway', MetricName: metric });
    byApi(alarm(name)?.Dimensions);
  });

  test('the web ACL is watched with its Region, which is a dimension in REGIONAL scope', () =>
    expect(alarm('waf-ApiBlocks')?.Dimensions).toEqual(
      expect.arrayContaining([
        { Name: 'WebACL', Value: 'portcullis-consumer-regional-api' },
        { Name: 'Region', Value: 'eu-west-1' },
        { Name: 'Rule', Value: 'ALL' },
      ]),
    ));

  test('the certificate clients see is watched', () =>
    expect(alarm('tls-CertificateExpires')?.MetricName).toBe('DaysToExpiry'));
});

/** The templates of the environment with some fields changed, by stack. */
function built(change: object): (stack: string) => Template {
  const outdir = mkdtempSync(join(tmpdir(), 'rest-'));
  try {
    const app = new App({ context, outdir });
    build(app, parseConfig('changed', { ...consumerRegional, ...change }));
    const templates = new Map(app.synth().stacks.map(({ stackName, template: read }) => [stackName, read as Template]));
    return stack => templates.get(`portcullis-changed-${stack}`) ?? { Resources: {} };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

describe('a web client', () => {
  const origin = 'https://app.example.com';
  let stack: (name: string) => Template;
  beforeAll(() => (stack = built({ cors: { origins: [origin] } })));

  test('asks before it calls, and is told which methods and headers its page may use', () => {
    const preflights = methods(stack('gateway')).filter(({ HttpMethod }) => HttpMethod === 'OPTIONS');
    expect(preflights).toHaveLength(new Set(rows.map(({ path }) => path)).size);
    for (const preflight of preflights)
      expect(preflight).toMatchObject({
        AuthorizationType: 'NONE',
        Integration: {
          Type: 'MOCK',
          IntegrationResponses: [
            {
              StatusCode: '204',
              ResponseParameters: {
                'method.response.header.Access-Control-Allow-Origin': `'${origin}'`,
                'method.response.header.Access-Control-Allow-Methods': expect.stringMatching(/^'(?:[A-Z]+,?)+'$/),
              },
            },
          ],
        },
      });
  });

  test('may read refusals of the API and answers of the services', () => {
    for (const { Properties } of ofType(stack('gateway'), types.response))
      expect(Properties.ResponseParameters).toMatchObject({
        'gatewayresponse.header.Access-Control-Allow-Origin': `'${origin}'`,
      });
    const told = ofType(stack('services'), 'AWS::Lambda::Function').map(({ Properties }) =>
      get(Properties, 'Environment.Variables.CORS_ORIGIN'),
    );
    expect(new Set(told)).toEqual(new Set([origin]));
  });

  test('that is not there is told nothing', () => {
    expect(methods(template('gateway')).some(({ HttpMethod }) => HttpMethod === 'OPTIONS')).toBe(false);
    expect(JSON.stringify([template('gateway'), template('services')])).not.toMatch(/Access-Control|CORS_ORIGIN/);
  });

  test('is one at most', () =>
    expect(() =>
      parseConfig('two', { ...consumerRegional, cors: { origins: [origin, 'https://b.example.com'] } }),
    ).toThrow(
      /^config\/two\.ts: cors\.origins: got .*, takes one origin at most: a REST API names it in fixed headers$/,
    ));
});

test('certificates and DNS made elsewhere: the domain takes the certificate, and its target is printed', () => {
  const certificateArn = 'arn:aws:acm:eu-west-1:123456789012:certificate/api';
  const gateway = built({ domain: { name: 'api.example.com', dns: { certificateArn } } })('gateway');
  expect(only(gateway, types.domain).Properties.RegionalCertificateArn).toBe(certificateArn);
  for (const type of ['AWS::Route53::RecordSet', 'AWS::CertificateManager::Certificate'])
    expect(ofType(gateway, type)).toEqual([]);
  expect(JSON.stringify(gateway.Outputs)).toContain('RegionalDomainName');
});
