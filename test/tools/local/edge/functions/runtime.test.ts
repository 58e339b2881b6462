import { onViewerRequest, onViewerResponse } from '../../../../../tools/local/edge/functions/run';
import { compileFunction, type EdgeFunction } from '../../../../../tools/local/edge/functions/runtime';

const running: EdgeFunction[] = [];
const revoked = new Map([['ABC', 'revoked']]);
const stores = {
  keyValueStore: (arn: string) => (arn === 'arn:store' ? (key: string) => revoked.get(key) : undefined),
};
afterEach(async () => void (await Promise.all(running.splice(0).map(each => each.stop()))));

async function compile(FunctionCode: string, changes: Record<string, unknown> = {}): Promise<EdgeFunction> {
  const FunctionConfig = { Comment: '', Runtime: 'cloudfront-js-2.0' };
  const compiled = await compileFunction(
    { Name: 'f', AutoPublish: true, FunctionCode, FunctionConfig, ...changes },
    stores,
  );
  running.push(compiled);
  return compiled;
}

const circumstances = {
  distributionDomainName: 'd111111abcdef8.cloudfront.net',
  distributionId: 'EDFDVBD6EXAMPLE',
  requestId: 'id',
  ip: '192.0.2.1',
};
const parts = {
  method: 'GET',
  path: '/a%20b',
  query: 'x=1&x=2&y',
  headers: [
    ['host', 'api.example.com'],
    ['accept', 'text/html'],
    ['accept', 'application/json'],
    ['cookie', 'a=1; b=2'],
  ] as const,
};

test('the event has the documented shape', async () => {
  const echo = await compile('function handler(event) { return { statusCode: 200, body: JSON.stringify(event) }; }');
  const produced = await onViewerRequest(echo, circumstances, parts);
  const body = 'response' in produced ? String(produced.response.body) : '';
  expect(JSON.parse(body)).toEqual({
    version: '1.0',
    context: {
      distributionDomainName: 'd111111abcdef8.cloudfront.net',
      distributionId: 'EDFDVBD6EXAMPLE',
      eventType: 'viewer-request',
      requestId: 'id',
    },
    viewer: { ip: '192.0.2.1' },
    request: {
      method: 'GET',
      uri: '/a%20b',
      querystring: { x: { value: '1', multiValue: [{ value: '1' }, { value: '2' }] }, y: { value: '' } },
      headers: {
        host: { value: 'api.example.com' },
        accept: { value: 'text/html', multiValue: [{ value: 'text/html' }, { value: 'application/json' }] },
      },
      cookies: { a: { value: '1' }, b: { value: '2' } },
    },
  });
});

test('a request that is passed on unchanged stays as it was', async () => {
  const same = await compile('function handler(event) { return event.request; }');
  expect(await onViewerRequest(same, circumstances, parts)).toEqual({ request: parts });
});

test('a function may change headers, path, query string and cookies', async () => {
  const change = await compile(`
    async function handler({ request }) {
      delete request.headers.accept;
      request.headers['X-Added'] = { value: '1' };
      request.uri = '/b';
      request.querystring = { z: { value: '3' } };
      delete request.cookies.a;
      return request;
    }`);
  expect(await onViewerRequest(change, circumstances, parts)).toEqual({
    request: {
      method: 'GET',
      path: '/b',
      query: 'z=3',
      headers: [
        ['host', 'api.example.com'],
        ['x-added', '1'],
        ['cookie', 'b=2'],
      ],
    },
  });
});

test('a function may answer itself', async () => {
  const answer = await compile(`function handler() {
    return { statusCode: 302, headers: { location: { value: '/b' } }, cookies: { s: { value: '1', attributes: 'Secure' } } };
  }`);
  expect(await onViewerRequest(answer, circumstances, parts)).toEqual({
    response: {
      status: 302,
      headers: [
        ['location', '/b'],
        ['set-cookie', 's=1; Secure'],
      ],
      body: Buffer.alloc(0),
    },
  });
});

test('a viewer-response function sees and changes the response', async () => {
  const change = await compile(`function handler({ response }) {
    response.headers['x-seen'] = { value: response.cookies.s.attributes };
    response.statusCode = 201;
    return response;
  }`);
  const response = { status: 200, headers: [['set-cookie', 's=1; Secure; Path=/']] as const };
  expect(await onViewerResponse(change, circumstances, parts, response)).toEqual({
    status: 201,
    headers: [
      ['x-seen', 'Secure; Path=/'],
      ['set-cookie', 's=1; Secure; Path=/'],
    ],
  });
});

test.each([
  ['throws', 'function handler() { throw new Error("no"); }', 'f: Error: no'],
  ['never ends', 'function handler() { for (;;); }', 'f: stopped after'],
  ['never answers', 'function handler() { return new Promise(() => {}); }', 'f: stopped after'],
  ['hangs later', 'async function handler() { await 0; for (;;); }', 'f: stopped after'],
  ['returns nothing', 'function handler() {}', 'f: returned nothing'],
  ['returns something else', 'function handler() { return { uri: 1 }; }', 'f: method'],
  [
    'changes the host',
    'function handler({ request }) { request.headers.host = { value: "x" }; return request; }',
    'read-only header host',
  ],
  ['makes code of text', 'function handler({ request }) { return eval("request"); }', 'Code generation from strings'],
  [
    'reaches for Node',
    'function handler({ request }) { request.uri = process.env.HOME; return request; }',
    'process is not defined',
  ],
  [
    'reaches out through the event',
    'function handler(e) { return e.constructor.constructor("return process")(); }',
    'Code generation from strings',
  ],
])('a function that %s fails the request', async (_, code, message) => {
  await expect(onViewerRequest(await compile(code), circumstances, parts)).rejects.toThrow(message);
});

test('a request that hangs takes no other with it', async () => {
  const hang = await compile(
    'function handler({ request }) { if (request.uri === "/hang") for (;;); return request; }',
  );
  const outcomes = await Promise.allSettled(
    ['/a', '/hang', '/b', '/hang', '/c'].map(path => onViewerRequest(hang, circumstances, { ...parts, path })),
  );
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled']);
});

test('a function that eats its memory is replaced', async () => {
  const hungry = await compile(
    'function handler({ request }) { const all = []; while (request.uri === "/eat") all.push(new Array(1e5).fill(1)); return request; }',
  );
  await expect(onViewerRequest(hungry, circumstances, { ...parts, path: '/eat' })).rejects.toThrow(/memory|stopped/);
  await expect(onViewerRequest(hungry, circumstances, parts)).resolves.toEqual({ request: parts });
});

test.each<[string, string, Record<string, unknown>, string]>([
  [
    'an import',
    "import crypto from 'crypto';\nfunction handler() {}",
    {},
    `CloudFront function f: got "import crypto from 'crypto';"; of modules only cloudfront`,
  ],
  [
    'a require',
    "const c = require('crypto'); function handler() {}",
    {},
    'of modules only cloudfront is modelled here',
  ],
  ['code that does not compile', 'function (', {}, 'CloudFront function f: '],
  ['code without a handler', 'const a = 1;', {}, 'CloudFront function f: takes a function named handler'],
  ['too much code', `//${'x'.repeat(10_240)}\nfunction handler() {}`, {}, 'bytes of code, takes 10240'],
  ['a function that is not published', 'function handler() {}', { AutoPublish: false }, 'AutoPublish: got false'],
  [
    'another runtime',
    'function handler() {}',
    { FunctionConfig: { Runtime: 'cloudfront-js-9' } },
    'FunctionConfig.Runtime',
  ],
])('%s stops the start', async (_, code, changes, message) => {
  await expect(compile(code, changes)).rejects.toThrow(message);
});

describe('the key-value store', () => {
  const associated = {
    FunctionConfig: {
      Comment: '',
      Runtime: 'cloudfront-js-2.0',
      KeyValueStoreAssociations: [{ KeyValueStoreARN: 'arn:store' }],
    },
  };
  const asking = (body: string) => `import cf from 'cloudfront';
    async function handler(event) { return { statusCode: 200, body: String(${body}) }; }`;
  const bodyOf = async (code: string, changes: Record<string, unknown>) => {
    const produced = await onViewerRequest(await compile(code, changes), circumstances, parts);
    return 'response' in produced ? String(produced.response.body) : '';
  };

  test('of the function answers it', async () => {
    const code = asking(
      "[await cf.kvs().exists('ABC'), await cf.kvs().exists('DEF'), await cf.kvs().get('ABC')].join()",
    );
    expect(await bodyOf(code, associated)).toBe('true,false,revoked');
  });

  test.each([
    ['a key that is not there', "await cf.kvs().get('DEF')", associated, /KeyNotFound/],
    ['no store', 'cf.kvs()', {}, /no key-value store is associated/],
  ])('with %s the function fails', async (_, body, changes, message) => {
    await expect(bodyOf(asking(body), changes)).rejects.toThrow(message);
  });

  test('of other templates does not start', async () => {
    const changes = JSON.parse(JSON.stringify(associated).replace('arn:store', 'arn:other')) as typeof associated;
    await expect(compile(asking('1'), changes)).rejects.toThrow(
      /got arn:other, takes an AWS::CloudFront::KeyValueStore/,
    );
  });
});
