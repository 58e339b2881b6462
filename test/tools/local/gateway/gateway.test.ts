import { Agent } from 'node:https';
import { connect } from 'node:tls';
import { startGateway, type LocalGateway } from '../../../../tools/local/gateway';
import {
  accountId,
  apiId,
  call,
  clientOf,
  domainName,
  fixture,
  newAuthority,
  recorded,
  resources,
  type CallOptions,
  type ClientIdentity,
  type Fixture,
} from './fixture';
import { startTokenIssuer, type TokenIssuer } from './token-issuer';

let around: Fixture;
let gateway: LocalGateway;
let edge: ClientIdentity;
let issuer: TokenIssuer;

beforeAll(async () => {
  issuer = await startTokenIssuer((await fixture()).world.publicCa);
  const templates = resources(issuer.url);
  templates.Stage = {
    Type: 'AWS::ApiGatewayV2::Stage',
    Properties: {
      ApiId: apiId,
      StageName: '$default',
      DefaultRouteSettings: { ThrottlingRateLimit: 1_000, ThrottlingBurstLimit: 1_000 },
      RouteSettings: { 'POST /orders': { ThrottlingRateLimit: 0.001, ThrottlingBurstLimit: 3 } },
      AccessLogSettings: {
        Format:
          '{"id":"$context.requestId","route":"$context.routeKey","status":"$context.status","why":"$context.authorizer.error","sub":"$context.authorizer.claims.sub","agent":"$context.identity.userAgent","hop":"$context.identity.clientCert.subjectDN"}',
      },
    },
  };
  around = await fixture(templates);
  gateway = await startGateway(around.world);
  edge = await clientOf(around.authority);
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
const seen = (): string[] => recorded(around, mark);
const ask = (options: Partial<CallOptions> = {}) =>
  call(around, { port: gateway.port, path: '/orders', ...edge, ...options });
const bearer = (claims: Record<string, unknown> = {}) => ({ authorization: `Bearer ${issuer.sign(claims)}` });

describe('the door', () => {
  test('says where it stands', () => {
    expect(gateway).toMatchObject({ hostname: domainName, url: `https://localhost:${gateway.port}` });
    expect(around.world.hosts.get(domainName)).toBe(gateway.port);
  });

  test('opens to a certificate of the CA, on a connection that is kept', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let n = 0; n < 3; n += 1) expect(await ask({ agent })).toMatchObject({ status: 200, body: 'ok' });
    agent.destroy();
    const once = ['origin-mtls passed: certificate', 'gateway passed: GET /orders'];
    expect(seen()).toEqual([...once, ...once, ...once]);
  });

  test('opens to a certificate without clientAuth: API Gateway looks at no key usage, the guard does', async () => {
    expect(await ask(await clientOf(around.authority, { usages: ['serverAuth'] }))).toMatchObject({ status: 200 });
  });

  test.each<[string, () => Promise<Partial<ClientIdentity>>]>([
    ['no-client-certificate', async () => ({ cert: undefined, key: undefined })],
    ['unknown-issuer', async () => clientOf(await newAuthority())],
    [
      'expired',
      async () =>
        clientOf(around.authority, {
          notBefore: new Date(Date.now() - 2 * 86_400_000),
          notAfter: new Date(Date.now() - 86_400_000),
        }),
    ],
  ])('stays closed: %s', async (reason, identity) => {
    expect(await ask(await identity())).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
    expect(seen()).toEqual([`origin-mtls stopped: ${reason}`]);
    expect(around.events).toEqual([]);
  });

  test('TLS 1.1 finds no door', async () => {
    const options = { port: gateway.port, host: '127.0.0.1', servername: domainName, ...edge, ...oldTls };
    const outcome = await new Promise<string>(resolve => {
      const socket = connect({ ...options, ca: around.world.publicCa.certificate }, () => resolve('connected'));
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
    });
    expect(outcome).toMatch(/PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/);
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('%s does', async version => {
    expect(await ask({ minVersion: version, maxVersion: version })).toMatchObject({ status: 200 });
  });

  test('another Host is turned away', async () => {
    expect(await ask({ headers: { host: 'api.example.com' } })).toMatchObject({ status: 403 });
    expect(seen()).toEqual(['origin-mtls passed: certificate', 'gateway stopped: unknown-host']);
    expect(await ask({ headers: { host: `${domainName.toUpperCase()}:443` } })).toMatchObject({ status: 200 });
  });

  test('entries carry the id the edge gave', async () => {
    await ask({ headers: { 'x-amz-cf-id': 'from-the-edge' } });
    await ask({ cert: undefined, key: undefined, headers: { 'x-amz-cf-id': 'from-elsewhere' } });
    expect(around.ledger.since(mark).map(({ requestId }) => requestId)).toEqual([
      'from-the-edge',
      'from-the-edge',
      'from-elsewhere',
    ]);
  });
});

const oldTls = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;

describe('the execute-api endpoint', () => {
  const hostname = `${apiId}.execute-api.eu-west-1.amazonaws.com`;
  const askDefault = (of: LocalGateway) =>
    call(around, {
      port: of.defaultEndpoint.port,
      path: '/orders',
      servername: hostname,
      headers: { host: hostname },
    });

  test('is closed when the template says so', async () => {
    expect(gateway.defaultEndpoint.hostname).toBe(hostname);
    expect(await askDefault(gateway)).toMatchObject({ status: 404, body: '{"message":"Not Found"}' });
    expect(seen()).toEqual(['origin-mtls stopped: default-endpoint-off']);
  });

  test('is a door without mutual TLS when the template forgets', async () => {
    const templates = resources();
    delete templates.Api?.Properties.DisableExecuteApiEndpoint;
    const open = await fixture(templates);
    const other = await startGateway(open.world);
    expect(await askDefault(other)).toMatchObject({ status: 200 });
    expect(recorded(open)).toEqual(['gateway passed: GET /orders']);
    await other.stop();
  });
});

test('without MutualTlsAuthentication no certificate is asked for, and none is in the event', async () => {
  const templates = resources();
  delete templates.Domain?.Properties.MutualTlsAuthentication;
  const open = await fixture(templates);
  const other = await startGateway(open.world);
  expect(await call(open, { port: other.port, path: '/orders' })).toMatchObject({ status: 200 });
  expect(await call(open, { port: other.port, path: '/orders', ...edge })).toMatchObject({ status: 200 });
  expect(recorded(open)).toEqual(['gateway passed: GET /orders', 'gateway passed: GET /orders']);
  expect(open.events[0]?.requestContext.authentication).toBeUndefined();
  await other.stop();
});

describe('the routes', () => {
  test.each<[string, { readonly path?: string; readonly method?: string }]>([
    ['an unknown path', { path: '/nowhere' }],
    ['another method', { method: 'DELETE' }],
    ['HEAD where only GET is routed', { method: 'HEAD' }],
    ['a trailing slash', { path: '/orders/' }],
  ])('%s is not found', async (_, options) => {
    const { status, body } = await ask(options);
    expect([status, body]).toEqual([404, options.method === 'HEAD' ? '' : '{"message":"Not Found"}']);
    expect(seen()).toEqual(['origin-mtls passed: certificate', 'gateway stopped: no-route']);
  });

  test('a path that cannot be decoded is a bad request', async () => {
    expect(await ask({ path: '/orders/%zz' })).toMatchObject({ status: 400, body: '{"message":"Bad Request"}' });
  });

  test('the fourth request beyond a burst of three is told to slow down; other routes are not', async () => {
    const answers = [];
    for (let n = 0; n < 5; n += 1) answers.push(await ask({ method: 'POST' }));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429]);
    expect(answers[4]?.body).toBe('{"message":"Too Many Requests"}');
    expect(seen().filter(entry => entry.includes('stopped'))).toEqual(Array(2).fill('gateway stopped: throttle'));
    expect(await ask()).toMatchObject({ status: 200 });
  });
});

describe('the authorizer', () => {
  const read = { path: '/orders/42' };

  test('lets a token with a scope of the route through', async () => {
    expect(await ask({ ...read, headers: bearer({ scope: 'shop/orders.read' }) })).toMatchObject({ status: 200 });
    expect(seen().slice(1)).toEqual(['gateway passed: GET /orders/{orderId}', 'auth passed: shop/orders.read']);
    expect(around.events[0]).toMatchObject({
      pathParameters: { orderId: '42' },
      requestContext: { authorizer: { jwt: { claims: { sub: 'alice' }, scopes: ['shop/orders.read'] } } },
    });
  });

  test('stops a call without a token, with a bad one, and with one that lacks the scope', async () => {
    const none = await ask(read);
    expect(none).toMatchObject({ status: 401, body: '{"message":"Unauthorized"}' });
    expect(none.headers['www-authenticate']).toBe('Bearer');
    expect(await ask({ ...read, headers: { authorization: 'Bearer nonsense' } })).toMatchObject({ status: 401 });
    expect(await ask({ ...read, headers: bearer() })).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
    expect(seen().filter(entry => entry.startsWith('auth'))).toEqual([
      'auth stopped: no-token',
      'auth stopped: malformed',
      'auth stopped: scope',
    ]);
    expect(around.events).toEqual([]);
  });

  test('takes two Authorization headers for none: which of them would count?', async () => {
    const { authorization } = bearer({ scope: 'shop/orders.read' });
    const twice = [authorization, authorization];
    expect(await ask({ ...read, headers: { Authorization: twice } })).toMatchObject({ status: 401 });
  });

  test('without scopes on the route takes an ID token: why every route must have one', async () => {
    const idToken = bearer({ aud: 'app', client_id: undefined, token_use: 'id' });
    expect(await ask({ path: '/any-token', headers: idToken })).toMatchObject({ status: 200 });
    expect(seen().at(-1)).toBe('auth passed: no scope asked for');
  });
});

describe('the limits', () => {
  test('10,240 bytes of request line and header values are the most', async () => {
    const fill = (bytes: number) => ask({ headers: { 'x-fill': 'x'.repeat(bytes) } });
    expect(await fill(9_900)).toMatchObject({ status: 200 });
    expect(await fill(10_240)).toMatchObject({ status: 431 });
    expect(seen().at(-1)).toBe('gateway stopped: headers-too-large');
  });

  test('10 MB of body are the most, announced or not', async () => {
    const limit = 10 * 1024 * 1024;
    const large = await fixture({
      ...resources(),
      Large: { Type: 'AWS::ApiGatewayV2::Route', Properties: largeRoute },
    });
    const other = await startGateway(large.world);
    const to = { port: other.port, ...edge, method: 'PUT', path: '/large' };
    expect(await call(large, { ...to, body: Buffer.alloc(limit) })).toMatchObject({ status: 200 });
    expect(await call(large, { ...to, body: Buffer.alloc(limit + 1) })).toMatchObject({ status: 413 });
    expect(
      await call(large, { ...to, body: Buffer.alloc(limit + 1), headers: { 'transfer-encoding': 'chunked' } }),
    ).toMatchObject({ status: 413, body: '{"message":"Request Entity Too Large"}' });
    expect(recorded(large).filter(entry => entry.includes('stopped'))).toEqual(
      Array(2).fill('gateway stopped: body-too-large'),
    );
    await other.stop();
  });
});

const largeRoute = { ApiId: apiId, RouteKey: 'PUT /large', Target: 'integrations/Orders' };

describe('the access log', () => {
  const line = (): Record<string, string> => JSON.parse(gateway.accessLog.at(-1) ?? '') as Record<string, string>;

  test("has the stage's fields, a dash where there is nothing to say", async () => {
    const { headers } = await ask({ path: '/orders/42', headers: bearer({ scope: 'shop/orders.read' }) });
    expect(line()).toEqual({
      id: headers['apigw-requestid'],
      route: 'GET /orders/{orderId}',
      status: '200',
      why: '-',
      sub: 'alice',
      agent: '-',
      hop: 'CN=edge',
    });
    await ask({ path: '/orders/42' });
    expect(line()).toMatchObject({ status: '401', why: 'no-token', sub: '-' });
    await ask({ path: '/nowhere' });
    expect(line()).toMatchObject({ status: '404', route: '-' });
  });

  test("a caller's text cannot add a field or a line", async () => {
    await ask({ headers: { 'user-agent': '","status":"000' } });
    expect(line()).toMatchObject({ status: '200', agent: '","status":"000' });
  });

  test('knows nothing of those turned away at the door', async () => {
    const { length } = gateway.accessLog;
    await ask({ cert: undefined, key: undefined });
    expect(gateway.accessLog).toHaveLength(length);
  });
});

test("the event says whose API it is and who holds the connection's other end", async () => {
  await ask();
  const [event] = around.events;
  expect(event?.requestContext).toMatchObject({
    accountId,
    apiId,
    domainName,
    domainPrefix: 'origin',
    stage: '$default',
    authentication: {
      clientCert: {
        clientCertPem: edge.cert,
        subjectDN: 'CN=edge',
        issuerDN: 'CN=origin-hop CA a',
        serialNumber: expect.stringMatching(/^(?:[0-9a-f]{2}:)+[0-9a-f]{2}$/),
        validity: { notBefore: expect.stringMatching(/GMT$/), notAfter: expect.stringMatching(/GMT$/) },
      },
    },
  });
});
