import { Agent } from 'node:https';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { startGateway, type LocalGateway } from '../../../../../tools/local/gateway';
import { call, domainName, recorded, type CallOptions, type Fixture } from '../fixture';
import { hmacOf, startTokenIssuer, unsigned, type TokenIssuer } from '../token-issuer';
import { guarded, restFixture, restResources } from './fixture';

let around: Fixture;
let gateway: LocalGateway;
let issuer: TokenIssuer;

const noTransformation = [{ Priority: 0, Type: 'NONE' }];
const pathStartsWith = (SearchString: string) => ({
  ByteMatchStatement: {
    FieldToMatch: { UriPath: {} },
    PositionalConstraint: 'STARTS_WITH',
    SearchString,
    TextTransformations: noTransformation,
  },
});
const rules = [
  { Name: 'NoAdmin', Statement: pathStartsWith('/admin') },
  {
    Name: 'Told',
    Statement: pathStartsWith('/told'),
    Action: { Block: { CustomResponse: { ResponseCode: 429, CustomResponseBodyKey: 'slow' } } },
  },
  {
    Name: 'BodyTooLarge',
    Statement: {
      SizeConstraintStatement: {
        FieldToMatch: { Body: { OversizeHandling: 'MATCH' } },
        ComparisonOperator: 'GT',
        Size: 8_192,
        TextTransformations: noTransformation,
      },
    },
  },
  {
    Name: 'PerAddress',
    Statement: { RateBasedStatement: { Limit: 200, EvaluationWindowSec: 60, AggregateKeyType: 'IP' } },
  },
];

beforeAll(async () => {
  issuer = await startTokenIssuer((await restFixture(restResources())).world.publicCa);
  const templates = { ...restResources(), ...guarded(rules) };
  Object.assign(templates.Acl?.Properties ?? {}, {
    CustomResponseBodies: { slow: { Content: '{"code":"slow"}', ContentType: 'APPLICATION_JSON' } },
  });
  templates.Unauthorized = {
    Type: 'AWS::ApiGateway::GatewayResponse',
    Properties: {
      RestApiId: templates.Stage?.Properties.RestApiId,
      ResponseType: 'UNAUTHORIZED',
      ResponseParameters: { 'gatewayresponse.header.Content-Type': "'application/problem+json'" },
      ResponseTemplates: { 'application/json': '{"code":"token_refused","id":"$context.requestId"}' },
    },
  };
  templates.Unknown = {
    Type: 'AWS::ApiGateway::GatewayResponse',
    Properties: {
      RestApiId: templates.Stage?.Properties.RestApiId,
      ResponseType: 'MISSING_AUTHENTICATION_TOKEN',
      StatusCode: '404',
    },
  };
  around = await restFixture(templates, issuer.url);
  gateway = await startGateway(around.world);
});
afterAll(async () => {
  await gateway.stop();
  await issuer.stop();
});

let mark = 0;
beforeEach(() => {
  mark = around.ledger.mark();
  around.events.length = 0;
  around.answer = () => ({ statusCode: 200, body: 'ok' });
});
const seen = (): string[] => recorded(around, mark).filter(line => !line.startsWith('tls passed'));
const ask = (options: Partial<CallOptions> = {}) => call(around, { port: gateway.port, path: '/orders', ...options });
const bearer = (claims: Record<string, unknown> = {}) => ({
  authorization: `Bearer ${issuer.sign({ token_use: 'access', ...claims })}`,
});
const scope = { scope: 'shop/orders.read openid' };

describe('the door', () => {
  test('is what clients call, under its own name and as localhost', async () => {
    const { entry } = gateway;
    expect(entry).toEqual({
      url: `https://localhost:${gateway.port}`,
      port: gateway.port,
      proxyPort: expect.any(Number) as number,
      notModelled: [],
    });
    expect(around.world.hosts.get(domainName)).toBe(gateway.port);
    expect((await ask()).status).toBe(200);
    expect((await ask({ servername: 'localhost', headers: { host: `localhost:${gateway.port}` } })).status).toBe(200);
    const once = ['waf passed: allowed', 'gateway passed: GET /orders'];
    expect(seen()).toEqual([...once, ...once]);
  });

  test('is no other host', async () => {
    expect(await ask({ headers: { host: 'other.example.com' } })).toMatchObject({
      status: 403,
      body: '{"message":"Forbidden"}',
    });
    expect(seen()).toEqual(['gateway stopped: unknown-host']);
  });

  test('the execute-api endpoint is closed by the gateway, where no certificate is asked for', async () => {
    const { hostname, port, basePath } = gateway.defaultEndpoint;
    const options = { port, path: `${basePath}/orders`, servername: hostname, headers: { host: hostname } };
    expect(await ask(options)).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
    expect(seen()).toEqual(['gateway stopped: default-endpoint-off']);
  });

  test.each(['TLSv1', 'TLSv1.1'] as const)('is closed to %s', async version => {
    const failed = await new Promise<boolean>(resolve => {
      const socket = connectTls({
        port: gateway.port,
        host: '127.0.0.1',
        servername: domainName,
        ca: around.world.publicCa.certificate,
        minVersion: version,
        maxVersion: version,
        ciphers: 'DEFAULT@SECLEVEL=0',
      });
      socket.once('secureConnect', () => resolve(false)).once('error', () => resolve(true));
    });
    expect(failed).toBe(true);
    expect(recorded(around, mark)).toEqual(['tls stopped: unsupported-protocol']);
  });

  test('tells the client the id under which everyone recorded the request', async () => {
    const { headers } = await ask();
    const ids = around.ledger.since(mark).flatMap(({ requestId }) => requestId ?? []);
    expect(new Set(ids)).toEqual(new Set([headers['x-amzn-requestid']]));
  });
});

/** Connects as a proxy would, from an address of its choosing. */
const agentFrom = (address: string): Agent => {
  const agent = new Agent({ keepAlive: false });
  Object.assign(agent, {
    createConnection: (_: unknown, done: (error: Error | null, socket?: unknown) => void) => {
      const raw = connect({ port: gateway.entry?.proxyPort ?? 0, host: '127.0.0.1' }, () => {
        raw.write(`PROXY TCP4 ${address} 127.0.0.1 1 443\r\n`);
        const secure = connectTls({ socket: raw, servername: domainName, ca: around.world.publicCa.certificate });
        secure.once('secureConnect', () => done(null, secure)).once('error', done);
      });
    },
  });
  return agent;
};

describe('the web ACL', () => {
  test('comes before routes and authorizers, with a gateway response where the rule has none of its own', async () => {
    expect(await ask({ path: '/admin' })).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
    expect(seen()).toEqual(['waf stopped: rule NoAdmin']);
  });

  test('answers as its rule says', async () => {
    expect(await ask({ path: '/told' })).toMatchObject({ status: 429, body: '{"code":"slow"}' });
  });

  test('sees the body', async () => {
    const post = async (size: number) =>
      (await ask({ method: 'PUT', body: 'x'.repeat(size), headers: { 'content-length': size } })).status;
    expect([await post(8_192), await post(8_193), await post(100_000)]).toEqual([200, 403, 403]);
  });

  test('counts by the address of the connection, whatever X-Forwarded-For says', async () => {
    const from = async (address: string, forged = '198.51.100.1') =>
      (await ask({ agent: agentFrom(address), headers: { 'x-forwarded-for': forged } })).status;
    const first = await Promise.all(Array.from({ length: 200 }, () => from('192.0.2.9')));
    expect(new Set(first)).toEqual(new Set([200]));
    expect([await from('192.0.2.9', '203.0.113.7'), await from('192.0.2.10', '192.0.2.9')]).toEqual([403, 200]);
    const { requestContext, headers } = around.events.at(-1) ?? { requestContext: {}, headers: {} };
    expect(requestContext).toMatchObject({ identity: { sourceIp: '192.0.2.10' } });
    expect(headers['X-Forwarded-For']).toBe('192.0.2.9, 192.0.2.10');
  });
});

describe('methods', () => {
  test.each(['/unknown', '/orders/1/2', '/'])('%s is unknown', async path => {
    expect((await ask({ path })).status).toBe(404);
    expect(seen().at(-1)).toBe('gateway stopped: no-route');
  });

  test('a method nobody made is as unknown as a path', async () => {
    expect((await ask({ method: 'DELETE' })).status).toBe(404);
  });

  test('are throttled each for itself', async () => {
    const statuses = await Promise.all(Array.from({ length: 5 }, () => ask({ method: 'PUT' })));
    expect(statuses.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(2);
    expect(seen()).toContain('gateway stopped: throttle');
    expect((await ask()).status).toBe(200);
  });

  test('a preflight is answered by API Gateway, with the headers written down', async () => {
    expect(await ask({ method: 'OPTIONS' })).toMatchObject({
      status: 204,
      headers: { 'access-control-allow-origin': 'https://app.example.com' },
    });
    expect(around.events).toEqual([]);
  });

  test('a function that does not let the API call it is a 500 that says nothing', async () => {
    const templates = restResources();
    if (templates.Invoke) templates.Invoke.Properties.SourceArn = 'arn:aws:execute-api:eu-west-1:1:other/*';
    const other = await restFixture(templates);
    const closed = await startGateway(other.world);
    try {
      expect(await call(other, { port: closed.port, path: '/orders' })).toMatchObject({
        status: 500,
        body: '{"message":"Internal server error"}',
      });
      expect(recorded(other)).toContain('gateway stopped: no-permission');
    } finally {
      await closed.stop();
    }
  });
});

describe('request validation', () => {
  const post = (body: string | undefined, headers: Record<string, string> = { 'idempotency-key': '1' }) =>
    ask({ method: 'POST', body, headers: { ...(body && { 'content-length': Buffer.byteLength(body) }), ...headers } });

  test('lets a JSON object through, whatever it says it is', async () => {
    expect((await post('{"a":1}')).status).toBe(200);
    expect((await post('{"a":1}', { 'idempotency-key': '1', 'content-type': 'text/plain' })).status).toBe(200);
  });

  test.each([['[1]'], ['"text"'], ['null'], ['{"a":'], [undefined]])('%s is no JSON object', async body => {
    expect(await post(body)).toMatchObject({ status: 400, body: '{"message":"Invalid request body"}' });
    expect(seen().at(-1)).toBe('gateway stopped: body-invalid');
  });

  test('a required header that is not there', async () => {
    expect((await post('{}', {})).status).toBe(400);
    expect(seen().at(-1)).toBe('gateway stopped: parameters-missing');
  });
});

describe('the Cognito authorizer', () => {
  const read = (headers: Record<string, string>) => ask({ path: '/orders/7', headers });

  test('lets an access token with one of the scopes through, of any client of the pool', async () => {
    expect((await read(bearer({ ...scope, client_id: 'another-app' }))).status).toBe(200);
    expect(seen()).toContain('auth passed: shop/orders.read');
    expect(around.events[0]?.requestContext).toMatchObject({
      authorizer: { claims: { sub: 'alice', client_id: 'another-app', token_use: 'access' } },
    });
  });

  test.each<[string, () => Record<string, string>]>([
    ['no-token', () => ({})],
    ['scope', () => bearer({ scope: 'shop/orders.write' })],
    ['token-use', () => bearer({ ...scope, token_use: 'id' })],
    ['issuer', () => bearer({ ...scope, iss: 'https://elsewhere.example/pool' })],
    ['expired', () => bearer({ ...scope, exp: Math.floor(Date.now() / 1_000) - 1 })],
    ['algorithm', () => ({ authorization: `Bearer ${unsigned(issuer.sign(scope), 'AA')}` })],
    ['algorithm', () => ({ authorization: `Bearer ${hmacOf(issuer.sign(scope), issuer.publicKey)}` })],
    ['malformed', () => ({ authorization: 'Bearer a.b.c' })],
  ])('%s is a 401, in the words of the API', async (reason, headers) => {
    const { status, body, headers: answered } = await read(headers());
    expect(status).toBe(401);
    expect(answered['content-type']).toBe('application/problem+json');
    expect(JSON.parse(body)).toEqual({ code: 'token_refused', id: answered['x-amzn-requestid'] });
    expect(seen().at(-1)).toBe(`auth stopped: ${reason}`);
  });

  test('a method without scopes takes ID tokens, and no access tokens', async () => {
    const identify = (claims: object) => ask({ method: 'PATCH', path: '/orders/7', headers: bearer({ ...claims }) });
    expect((await identify({ token_use: 'id' })).status).toBe(200);
    expect((await identify({ token_use: 'access', ...scope })).status).toBe(401);
  });
});

describe('what the function gets and answers', () => {
  test('is the event of payload format 1.0', async () => {
    await ask({
      path: '/orders/7%2F8?a=1&a=2&b=',
      headers: { ...bearer(scope), 'X-Custom': 'One', cookie: 'a=b' },
    });
    expect(around.events[0]).toMatchObject({
      resource: '/orders/{orderId}',
      path: '/orders/7/8',
      httpMethod: 'GET',
      headers: { 'X-Custom': 'One', cookie: 'a=b', 'X-Forwarded-For': '127.0.0.1', 'X-Forwarded-Proto': 'https' },
      multiValueHeaders: { 'X-Custom': ['One'] },
      queryStringParameters: { a: '2', b: '' },
      multiValueQueryStringParameters: { a: ['1', '2'], b: [''] },
      pathParameters: { orderId: '7/8' },
      stageVariables: null,
      body: null,
      isBase64Encoded: false,
      requestContext: {
        resourceId: 'Order',
        resourcePath: '/orders/{orderId}',
        httpMethod: 'GET',
        stage: 'live',
        domainName,
        domainPrefix: 'origin',
        identity: { sourceIp: '127.0.0.1', user: null },
      },
    });
    expect(around.events[0]?.requestContext.identity).not.toHaveProperty('clientCert');
  });

  test('has null where a request has nothing', async () => {
    await ask();
    expect(around.events[0]).toMatchObject({
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      body: null,
    });
    expect(around.events[0]?.requestContext).not.toHaveProperty('authorizer');
  });

  test('an answer keeps its headers, but for those that API Gateway writes itself', async () => {
    around.answer = () => ({
      statusCode: 201,
      headers: { 'X-One': '1', 'WWW-Authenticate': 'Bearer' },
      multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
      body: '{}',
    });
    const { status, headers } = await ask();
    expect(status).toBe(201);
    expect(headers).toMatchObject({
      'x-one': '1',
      'set-cookie': ['a=1', 'b=2'],
      'x-amzn-remapped-www-authenticate': 'Bearer',
    });
    expect(headers).not.toHaveProperty('www-authenticate');
  });

  test.each<[string, () => unknown]>([
    ['an answer without a status', () => ({ body: 'x' })],
    ['plain text', () => 'hello'],
    ['a header with a line break', () => ({ statusCode: 200, headers: { a: 'b\r\nc: d' } })],
    ['an exception', () => Promise.reject(new Error('secret detail'))],
  ])('%s is a 502 that says nothing of it', async (_, how) => {
    around.answer = how;
    expect(await ask()).toMatchObject({ status: 502, body: '{"message":"Internal server error"}' });
    expect(seen().some(line => line.includes('stopped'))).toBe(false);
  });
});

test('the access log has a line a request, with what the format asks for and nothing else', async () => {
  await ask({ path: '/orders/7', headers: bearer(scope) });
  await ask({ path: '/orders/7' });
  await ask({ path: '/admin' });
  const lines = gateway.accessLog.slice(-3).map(line => JSON.parse(line) as object);
  const id = expect.any(String) as string;
  expect(lines).toEqual([
    {
      id,
      route: 'GET /orders/{orderId}',
      status: '200',
      why: '-',
      type: '-',
      sub: 'alice',
      waf: 'WAF_ALLOW',
      serial: '-',
    },
    {
      id,
      route: 'GET /orders/{orderId}',
      status: '401',
      why: 'no-token',
      type: 'UNAUTHORIZED',
      sub: '-',
      waf: 'WAF_ALLOW',
      serial: '-',
    },
    { id, route: 'GET -', status: '403', why: '-', type: 'WAF_FILTERED', sub: '-', waf: 'WAF_BLOCK', serial: '-' },
  ]);
});
