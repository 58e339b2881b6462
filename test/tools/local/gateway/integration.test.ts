import { startGateway, type LocalGateway } from '../../../../tools/local/gateway';
import { LambdaError } from '../../../../tools/local/lambda';
import {
  accountId,
  apiId,
  call,
  clientOf,
  fixture,
  recorded,
  resources,
  type CallOptions,
  type ClientIdentity,
  type Fixture,
} from './fixture';

/** What a function gets and what its answer becomes: payload format 2.0. */

let around: Fixture;
let gateway: LocalGateway;
let edge: ClientIdentity;

const route = (RouteKey: string, Target = 'integrations/Orders') => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: { ApiId: apiId, RouteKey, Target },
});

beforeAll(async () => {
  const { Orders } = resources();
  around = await fixture({
    ...resources(),
    Files: route('ANY /files/{path+}'),
    Slow: route('GET /slow', 'integrations/Hasty'),
    Hasty: { Type: 'AWS::ApiGatewayV2::Integration', Properties: { ...Orders?.Properties, TimeoutInMillis: 60 } },
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: {
        ApiId: apiId,
        StageName: '$default',
        AccessLogSettings: { Format: '$context.integrationErrorMessage $context.error.messageString' },
      },
    },
  });
  gateway = await startGateway(around.world);
  edge = await clientOf(around.authority);
});
afterAll(() => gateway.stop());
beforeEach(() => {
  around.events.length = 0;
  around.answer = () => ({ statusCode: 200 });
});

const ask = (options: Partial<CallOptions> = {}) =>
  call(around, { port: gateway.port, path: '/orders', ...edge, ...options });
const eventOf = async (options: Partial<CallOptions>) => {
  await ask(options);
  return around.events[0];
};

describe('the event', () => {
  test('of a plain request has nothing it does not need', async () => {
    const before = Date.now();
    const event = await eventOf({ headers: { 'user-agent': 'app/1' } });
    expect(event).toEqual({
      version: '2.0',
      routeKey: 'GET /orders',
      rawPath: '/orders',
      rawQueryString: '',
      headers: {
        host: 'origin.api.example.com',
        'user-agent': 'app/1',
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-port': '443',
        'x-forwarded-proto': 'https',
      },
      requestContext: {
        accountId,
        apiId,
        authentication: { clientCert: expect.anything() },
        domainName: 'origin.api.example.com',
        domainPrefix: 'origin',
        http: { method: 'GET', path: '/orders', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'app/1' },
        requestId: expect.stringMatching(/^[\w+/]{15}=$/),
        routeKey: 'GET /orders',
        stage: '$default',
        time: expect.stringMatching(/^\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2} \+0000$/),
        timeEpoch: expect.any(Number),
      },
      isBase64Encoded: false,
    });
    expect(event?.requestContext.timeEpoch).toBeGreaterThanOrEqual(before);
  });

  test('decodes the path, joins what is repeated, and keeps the query as it came', async () => {
    const event = await eventOf({
      path: '/files/a%20b/c%2Fd?x=1&x=2&y=%C3%A9+z&empty',
      headers: { 'X-Twice': ['one', 'two'], cookie: 'a=1; b=2', 'x-forwarded-for': '203.0.113.9' },
    });
    expect(event).toMatchObject({
      routeKey: 'ANY /files/{path+}',
      rawPath: '/files/a b/c/d',
      rawQueryString: 'x=1&x=2&y=%C3%A9+z&empty',
      queryStringParameters: { x: '1,2', y: 'é z', empty: '' },
      pathParameters: { path: 'a b/c/d' },
      cookies: ['a=1', 'b=2'],
      headers: { 'x-twice': 'one,two', 'x-forwarded-for': '203.0.113.9, 127.0.0.1' },
    });
    expect(event?.headers).not.toHaveProperty('cookie');
  });

  test('cannot be given a certificate by a header', async () => {
    const event = await eventOf({ headers: { 'x-amzn-mtls-clientcert': 'forged', connection: 'x-kept' } });
    expect(event).toMatchObject({ requestContext: { authentication: { clientCert: { subjectDN: 'CN=edge' } } } });
    expect(event?.headers).not.toHaveProperty('connection');
  });

  test.each([
    ['application/json', false],
    ['application/problem+json; charset=utf-8', false],
    ['text/plain', false],
    ['application/octet-stream', true],
    ['application/x-www-form-urlencoded', true],
  ])('a body of %s: base64 %s', async (type, isBase64Encoded) => {
    const event = await eventOf({ method: 'POST', headers: { 'content-type': type }, body: '{"é":1}' });
    const body = isBase64Encoded ? Buffer.from('{"é":1}').toString('base64') : '{"é":1}';
    expect(event).toMatchObject({ isBase64Encoded, body });
  });
});

describe('the answer', () => {
  test('has status, headers, cookies and body of the function', async () => {
    around.answer = () => ({
      statusCode: 201,
      headers: {
        'Content-Type': 'application/json',
        'X-Number': 7,
        'transfer-encoding': 'chunked',
        connection: 'close',
      },
      cookies: ['a=1; Secure', 'b=2'],
      body: '{"é":1}',
    });
    const { status, headers, body } = await ask();
    expect([status, body]).toEqual([201, '{"é":1}']);
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'x-number': '7',
      'set-cookie': ['a=1; Secure', 'b=2'],
      'content-length': '8',
    });
    expect(headers['transfer-encoding']).toBeUndefined();
  });

  test.each<[string, unknown, number, string, string | undefined]>([
    ['base64', { statusCode: 200, body: 'aGk=', isBase64Encoded: true }, 200, 'hi', 'text/plain;charset=utf-8'],
    ['a status as text', { statusCode: '202' }, 202, '', undefined],
    ['no content', { statusCode: 204 }, 204, '', undefined],
    ['an object without a status', { hello: 'world' }, 200, '{"hello":"world"}', 'application/json'],
    ['a list', [1, 2], 200, '[1,2]', 'application/json'],
    ['text', 'plain', 200, 'plain', 'application/json'],
    ['null', null, 200, 'null', 'application/json'],
  ])('is made of %s', async (_, returned, status, body, type) => {
    around.answer = () => returned;
    const reply = await ask();
    expect([reply.status, reply.body, reply.headers['content-type']]).toEqual([status, body, type]);
  });

  test.each<[string, unknown]>([
    ['a status out of range', { statusCode: 700 }],
    ['a status that is no number', { statusCode: 'ok' }],
    ['a body that is no text', { statusCode: 200, body: { hello: 'world' } }],
    ['a header that is no scalar', { statusCode: 200, headers: { x: ['a'] } }],
    ['a header with a line break', { statusCode: 200, headers: { x: 'a\r\nset-cookie: b' } }],
    ['a cookie with a line break', { statusCode: 200, cookies: ['a\n'] }],
    ['a header with a bad name', { statusCode: 200, headers: { 'a b': 'c' } }],
  ])('is a bare 500 for %s', async (_, returned) => {
    around.answer = () => returned;
    expect(await ask()).toMatchObject({ status: 500, body: '{"message":"Internal Server Error"}' });
  });
});

describe('a function that fails', () => {
  test.each<[string, LambdaError | Error, number]>([
    ['throws', new LambdaError('error', 'TypeError', 'secret detail'), 500],
    ['times out', new LambdaError('timeout', 'Sandbox.Timedout', 'Task timed out after 3.00 seconds'), 500],
    ['is not there', new Error('no such function'), 500],
  ])('%s', async (_, error, status) => {
    around.answer = () => Promise.reject(error);
    const mark = around.ledger.mark();
    const reply = await ask();
    expect([reply.status, reply.body]).toEqual([status, '{"message":"Internal Server Error"}']);
    expect(gateway.accessLog.at(-1)).toBe(`${error.message} "Internal Server Error"`);
    // A fault is no defence: no layer may count it as an attack stopped.
    expect(recorded(around, mark).filter(entry => entry.includes('stopped'))).toEqual([]);
  });

  test('to answer in time leaves the client with a 503', async () => {
    around.answer = () => new Promise(resolve => setTimeout(resolve, 200, 'late'));
    expect(await ask({ path: '/slow' })).toMatchObject({ status: 503, body: '{"message":"Service Unavailable"}' });
  });

  test('to take an event over 6 MB: the gateway refuses it', async () => {
    around.answer = () => Promise.reject(new LambdaError('too-large', 'RequestEntityTooLargeException', 'too large'));
    const mark = around.ledger.mark();
    expect(await ask()).toMatchObject({ status: 413 });
    expect(recorded(around, mark)).toContain('gateway stopped: event-too-large');
  });
});
