import { readRequest } from '../../../lambda/guard/request';

/** The two shapes as the API Gateway developer guide documents them, whole, so that a field read by mistake would show. */
const http = {
  version: '2.0',
  routeKey: 'GET /accounts/{accountId}',
  rawPath: '/accounts/a-1',
  rawQueryString: 'limit=1&limit=2&after=x',
  cookies: ['cookie1=1', 'cookie2=2'],
  headers: { authorization: 'Bearer one,Bearer two', 'x-amz-cf-id': 'Zx-1_9A==', 'content-type': 'application/json' },
  queryStringParameters: { limit: '1,2', after: 'x' },
  requestContext: {
    accountId: '123456789012',
    apiId: 'api-id',
    authentication: {
      clientCert: {
        clientCertPem: 'PEM',
        subjectDN: 'www.example.com',
        issuerDN: 'Example issuer',
        serialNumber: 'a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1',
        validity: { notBefore: 'May 28 12:30:02 2019 GMT', notAfter: 'Aug  5 09:36:04 2021 GMT' },
      },
    },
    authorizer: { jwt: { claims: { claim1: 'value1' }, scopes: ['scope1'] } },
    domainName: 'id.execute-api.us-east-1.amazonaws.com',
    domainPrefix: 'id',
    http: { method: 'GET', path: '/accounts/a-1', protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'agent' },
    requestId: 'id-1',
    routeKey: 'GET /accounts/{accountId}',
    stage: '$default',
    time: '12/Mar/2020:19:03:58 +0000',
    timeEpoch: 1_583_348_638_390,
  },
  body: 'Hello from Lambda',
  pathParameters: { accountId: 'a-1' },
  isBase64Encoded: false,
  stageVariables: { stageVariable1: 'value1' },
};

const rest = {
  resource: '/accounts/{accountId}',
  path: '/accounts/a-1',
  httpMethod: 'GET',
  headers: { Authorization: 'Bearer two', 'X-Amz-Cf-Id': 'Zx-1_9A==', 'Content-Type': 'application/json' },
  multiValueHeaders: {
    Authorization: ['Bearer one', 'Bearer two'],
    'X-Amz-Cf-Id': ['Zx-1_9A=='],
    'Content-Type': ['application/json'],
  },
  queryStringParameters: { limit: '2', after: 'x' },
  multiValueQueryStringParameters: { limit: ['1', '2'], after: ['x'] },
  pathParameters: { accountId: 'a-1' },
  stageVariables: null,
  requestContext: {
    accountId: '123456789012',
    apiId: 'id',
    authorizer: { claims: { sub: 'x' }, scopes: null },
    domainName: 'api.example.com',
    domainPrefix: 'api',
    extendedRequestId: 'request-id',
    httpMethod: 'GET',
    identity: {
      accessKey: null,
      accountId: null,
      sourceIp: '192.0.2.1',
      user: null,
      userAgent: 'agent',
      clientCert: {
        clientCertPem: 'PEM',
        subjectDN: 'www.example.com',
        issuerDN: 'Example issuer',
        serialNumber: 'a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1',
        validity: { notBefore: 'May 28 12:30:02 2019 GMT', notAfter: 'Aug  5 09:36:04 2021 GMT' },
      },
    },
    path: '/prod/accounts/a-1',
    protocol: 'HTTP/1.1',
    requestId: 'id-1',
    requestTime: '04/Mar/2020:19:15:17 +0000',
    requestTimeEpoch: 1_583_349_317_135,
    resourceId: null,
    resourcePath: '/accounts/{accountId}',
    stage: 'prod',
  },
  body: 'Hello from Lambda',
  isBase64Encoded: false,
};

const read = {
  id: 'id-1',
  edgeId: 'Zx-1_9A==',
  correlationId: 'Zx-1_9A==',
  routeKey: 'GET /accounts/{accountId}',
  clientCertificate: 'PEM',
  headers: { authorization: 'Bearer one,Bearer two', 'x-amz-cf-id': 'Zx-1_9A==', 'content-type': 'application/json' },
  path: { accountId: 'a-1' },
  query: { limit: '1,2', after: 'x' },
  body: 'Hello from Lambda',
  bodyIsBase64: false,
};

test.each([
  ['payload 2.0', http],
  ['payload 1.0 of a REST API', rest],
  ['payload 1.0 of an HTTP API', { ...rest, version: '1.0' }],
])('%s', (_name, event) => {
  expect(readRequest(event, 'edge')).toEqual(read);
});

test('what is not there, in either payload', () => {
  const { authentication: _none, ...context } = http.requestContext;
  const { pathParameters: _path, queryStringParameters: _query, body: _body, ...bare } = http;
  const { clientCert: _cert, ...identity } = rest.requestContext.identity;
  const empty = { clientCertificate: undefined, path: {}, query: {}, body: undefined };
  expect(readRequest({ ...bare, requestContext: context }, 'edge')).toMatchObject(empty);
  expect(
    readRequest(
      {
        ...rest,
        headers: null,
        multiValueHeaders: null,
        queryStringParameters: null,
        multiValueQueryStringParameters: null,
        pathParameters: null,
        body: null,
        requestContext: { ...rest.requestContext, identity: { ...identity, clientCert: null } },
      },
      'edge',
    ),
  ).toMatchObject({ ...empty, headers: {} });
});

test('without an edge its id is whatever the client wrote', () => {
  expect(readRequest(rest, 'regional')).toMatchObject({ edgeId: undefined, correlationId: 'id-1' });
});

test('a header sent in two spellings is sent twice', () => {
  const multiValueHeaders = { Authorization: ['Bearer one'], authorization: ['Bearer two'], AUTHORIZATION: [] };
  expect(readRequest({ ...rest, multiValueHeaders }, 'regional').headers).toEqual({
    authorization: 'Bearer one,Bearer two',
  });
});

test.each([['two\nlines'], ['{"level":"INFO"}'], ['x'.repeat(129)], ['a,b'], ['']])(
  'an id that CloudFront would not give is none: %.20j',
  id => {
    expect(readRequest({ ...http, headers: { 'x-amz-cf-id': id } }, 'edge')).toMatchObject({
      edgeId: undefined,
      correlationId: 'id-1',
    });
  },
);

test.each([
  ['nothing', undefined],
  ['another payload', { ...http, version: '3.0' }],
  ['a REST event without its lists', { ...rest, multiValueHeaders: undefined }],
  ['a REST event without an identity', { ...rest, requestContext: { requestId: '1' } }],
  ['an event with half of each', { ...rest, version: '2.0' }],
  ['a queue', { Records: [{ body: '{}' }] }],
])('%s is not read', (_name, event) => {
  expect(() => readRequest(event, 'edge')).toThrow();
});
