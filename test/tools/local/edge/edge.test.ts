import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';

import { startEdge } from '../../../../tools/local/edge';
import type { Edge, LedgerEntry, World } from '../../../../tools/local/types';
import { agentFrom, call, callHttp2, handshake } from './client';
import {
  closed,
  createCertificates,
  createWorld,
  distribution,
  originDomain,
  startOrigin,
  webAclProperties,
  type Certificates,
} from './support';

type Origin = Awaited<ReturnType<typeof startOrigin>>;
interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let certificates: Certificates;
let origin: Origin;
let ca: string;
const seen: Seen[] = [];
const running: Edge[] = [];

beforeAll(async () => {
  certificates = await createCertificates();
  ca = certificates.publicCa.certificate;
  origin = await startOrigin(certificates, (request, response) => {
    let body = '';
    request.on('data', chunk => (body += String(chunk)));
    request.on('end', () => {
      seen.push({ method: request.method, url: request.url, headers: request.headers, body });
      const status = Number(/^\/status\/(\d+)/.exec(request.url ?? '')?.[1] ?? 200);
      const answer = request.url === '/large' ? 'x'.repeat(1_000_000) : `served ${body.length}`;
      const length = status === 204 ? {} : { 'content-length': answer.length };
      response.writeHead(status, {
        'content-type': 'text/plain',
        server: 'origin',
        connection: 'keep-alive',
        ...length,
      });
      response.end(request.method === 'HEAD' || status === 204 ? undefined : answer);
    });
  });
});
afterEach(async () => {
  seen.length = 0;
  await Promise.all(running.splice(0).map(edge => edge.stop()));
});
afterAll(() => closed(origin));

async function start(
  changes?: Parameters<typeof distribution>[0],
  more: Parameters<typeof createWorld>[1] = {},
): Promise<{ edge: Edge; world: World; stops: () => LedgerEntry[]; passes: () => LedgerEntry[] }> {
  const world = createWorld(certificates, { Edge: distribution(changes), ...more });
  world.hosts.set(originDomain, origin.port);
  const edge = await startEdge(world);
  running.push(edge);
  const outcomes = (outcome: string): LedgerEntry[] => world.ledger.since(0).filter(entry => entry.outcome === outcome);
  return { edge, world, stops: () => outcomes('stopped'), passes: () => outcomes('passed') };
}

describe('a request', () => {
  test.each([
    ['HTTP/1.1', call],
    ['HTTP/2', callHttp2],
  ])('over %s reaches the origin with the headers CloudFront writes', async (_, send) => {
    const { edge } = await start();
    const answer = await send({
      port: edge.port,
      ca,
      path: '/accounts?limit=2',
      headers: { authorization: 'Bearer x', 'x-forwarded-for': '192.0.2.1', 'x-amz-cf-id': 'forged', cookie: 'a=1' },
    });
    expect(answer).toMatchObject({ status: 200, body: 'served 0' });
    expect(answer.headers).toMatchObject({ server: 'origin', 'x-cache': 'Miss from cloudfront' });
    const [request] = seen;
    expect(request).toMatchObject({
      method: 'GET',
      url: '/accounts?limit=2',
      headers: {
        host: originDomain,
        authorization: 'Bearer x',
        cookie: 'a=1',
        'x-forwarded-for': '192.0.2.1, 127.0.0.1',
        'x-amz-cf-id': answer.headers['x-amz-cf-id'],
      },
    });
    expect(request?.headers.via).toMatch(/^(?:1\.1|2\.0) d111111abcdef8\.cloudfront\.net \(CloudFront\)$/);
  });

  test.each([
    ['HTTP/1.1', call],
    ['HTTP/2', callHttp2],
  ])('with a body over %s arrives whole, however long it is', async (_, send) => {
    const { edge } = await start();
    for (const size of [1, 20_000, 2_000_000])
      expect(await send({ port: edge.port, ca, method: 'POST', body: 'x'.repeat(size) })).toMatchObject({
        status: 200,
        body: `served ${size}`,
      });
  });

  test.each([
    ['HTTP/1.1', call],
    ['HTTP/2', callHttp2],
  ])('for HEAD, or one answered without a body, stays that way over %s', async (_, send) => {
    const { edge } = await start();
    expect(await send({ port: edge.port, ca, method: 'HEAD' })).toMatchObject({
      status: 200,
      headers: { 'content-length': '8' },
      body: '',
    });
    expect(await send({ port: edge.port, ca, path: '/status/204' })).toMatchObject({ status: 204, body: '' });
    expect(await send({ port: edge.port, ca, path: '/status/404' })).toMatchObject({
      status: 404,
      headers: { 'x-cache': 'Error from cloudfront' },
      body: 'served 0',
    });
  });

  test.each([
    ['HTTP/1.1', call],
    ['HTTP/2', callHttp2],
  ])('for a large answer gets all of it over %s', async (_, send) => {
    const { edge } = await start();
    expect((await send({ port: edge.port, ca, path: '/large' })).body).toHaveLength(1_000_000);
  });

  test('without an origin that answers is a 502', async () => {
    const { edge, world } = await start();
    world.hosts.set(originDomain, 1);
    expect(await call({ port: edge.port, ca })).toMatchObject({ status: 502 });
    world.hosts.delete(originDomain);
    expect(await call({ port: edge.port, ca })).toMatchObject({ status: 502 });
  });

  test('is a 502 when the edge has no client certificate to show', async () => {
    const { edge } = await start({ custom: { OriginMtlsConfig: undefined } });
    expect(await call({ port: edge.port, ca })).toMatchObject({ status: 502 });
  });

  test('is refused where CloudFront would: long URL, large headers, a GET with a body, a method not allowed', async () => {
    const { edge } = await start({ behaviour: { AllowedMethods: ['GET', 'HEAD', 'OPTIONS'] } });
    const port = edge.port;
    expect((await call({ port, ca, path: `/${'x'.repeat(8_192)}` })).status).toBe(413);
    expect((await call({ port, ca, headers: { 'x-large': 'x'.repeat(20_480) } })).status).toBe(413);
    expect((await call({ port, ca, method: 'GET', body: '{}', headers: { 'content-length': '2' } })).status).toBe(403);
    expect((await call({ port, ca, method: 'POST' })).status).toBe(403);
    expect(seen).toHaveLength(0);
  });
});

describe('TLS', () => {
  test('passes 1.2 and 1.3, and records protocol and cipher', async () => {
    const { edge, passes } = await start();
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const socket = await handshake({ port: edge.port, ca, minVersion: version, maxVersion: version });
      // The client is done half a round trip before the server, which then sends its HTTP/1.1 answer.
      socket.end('GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
      socket.resume();
      await once(socket, 'close');
    }
    expect(passes().filter(({ reason }) => reason === 'handshake')).toMatchObject([
      { layer: 'tls', detail: expect.stringMatching(/^TLSv1\.2 ECDHE-/) },
      { layer: 'tls', detail: expect.stringMatching(/^TLSv1\.3 TLS_/) },
    ]);
  });

  test.each(['TLSv1', 'TLSv1.1'] as const)('stops %s under a policy of TLS 1.2, and says so', async version => {
    const { edge, stops } = await start();
    const old = { port: edge.port, ca, minVersion: version, maxVersion: version, ciphers: 'ALL:@SECLEVEL=0' };
    await expect(handshake(old)).rejects.toThrow(/alert protocol version/);
    expect(stops()).toMatchObject([{ layer: 'tls', reason: 'unsupported-protocol', detail: 'policy TLSv1.2_2021' }]);
  });

  test('takes TLS 1.1 when the template does', async () => {
    const ViewerCertificate = {
      AcmCertificateArn: 'arn:aws:acm:us-east-1:000000000000:certificate/viewer',
      MinimumProtocolVersion: 'TLSv1.1_2016',
      SslSupportMethod: 'sni-only',
    };
    const { edge } = await start({ config: { ViewerCertificate } });
    const old = {
      port: edge.port,
      ca,
      minVersion: 'TLSv1.1',
      maxVersion: 'TLSv1.1',
      ciphers: 'ALL:@SECLEVEL=0',
    } as const;
    const socket = await handshake(old);
    expect(socket.getProtocol()).toBe('TLSv1.1');
    socket.destroy();
  });

  test('stops a client without a cipher of the policy', async () => {
    const { edge, stops } = await start();
    const weak = { port: edge.port, ca, maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA' } as const;
    await expect(handshake(weak)).rejects.toThrow(/handshake failure/);
    expect(stops()).toMatchObject([{ layer: 'tls', reason: 'no-shared-cipher' }]);
  });

  test('offers HTTP/2 by ALPN only where the template turns it on', async () => {
    const { edge: both } = await start();
    const { edge: one } = await start({ config: { HttpVersion: 'http1.1' } });
    for (const [edge, protocol] of [
      [both, 'h2'],
      [one, 'http/1.1'],
    ] as const) {
      const socket = await handshake({ port: edge.port, ca, ALPNProtocols: ['h2', 'http/1.1'] });
      expect(socket.alpnProtocol).toBe(protocol);
      socket.destroy();
    }
    expect((await call({ port: one.port, ca })).status).toBe(200);
  });
});

describe('plain HTTP', () => {
  test('is refused, redirected or served as the behaviour says', async () => {
    const refusing = await start({ behaviour: { ViewerProtocolPolicy: 'https-only' } });
    expect((await call({ port: refusing.edge.httpPort })).status).toBe(403);
    expect(refusing.stops()).toMatchObject([{ layer: 'tls', reason: 'https-only' }]);

    const redirecting = await start({ behaviour: { ViewerProtocolPolicy: 'redirect-to-https' } });
    const moved = await call({
      port: redirecting.edge.httpPort,
      path: '/a?b=c',
      headers: { host: 'api.example.com:80' },
    });
    expect(moved).toMatchObject({ status: 301, headers: { location: 'https://api.example.com/a?b=c' } });
    expect(redirecting.stops()).toMatchObject([{ layer: 'tls', reason: 'redirect-to-https' }]);

    const serving = await start({ behaviour: { ViewerProtocolPolicy: 'allow-all' } });
    expect((await call({ port: serving.edge.httpPort })).status).toBe(200);
    expect(serving.stops()).toEqual([]);
  });
});

describe('the PROXY protocol', () => {
  test('says where a request comes from', async () => {
    const { edge } = await start();
    for (const address of ['198.51.100.7', '2001:db8::7']) {
      const family = address.includes(':') ? 'TCP6' : 'TCP4';
      const destination = address.includes(':') ? '::1' : '127.0.0.1';
      const agent = agentFrom(`PROXY ${family} ${address} ${destination} 50000 443`, ca);
      expect((await call({ port: edge.proxyPort, agent })).status).toBe(200);
      expect(seen.at(-1)?.headers['x-forwarded-for']).toBe(address);
    }
  });

  test.each(['GET / HTTP/1.1', 'PROXY TCP4 999.0.0.1 127.0.0.1 1 2', `PROXY TCP4 ${'1'.repeat(120)}`])(
    'closes the connection on %s',
    async line => {
      const { edge } = await start();
      await expect(call({ port: edge.proxyPort, agent: agentFrom(line, ca) })).rejects.toThrow();
    },
  );
});

describe('the web ACL', () => {
  const pathRule = {
    Name: 'NoAdmin',
    Statement: {
      ByteMatchStatement: {
        FieldToMatch: { UriPath: {} },
        PositionalConstraint: 'STARTS_WITH',
        SearchString: '/admin',
        TextTransformations: [{ Priority: 0, Type: 'NONE' }],
      },
    },
  };
  const attached = { config: { WebACLId: { 'Fn::GetAtt': ['Acl', 'Arn'] } } };
  const acl = (rules: Record<string, unknown>[], changes?: Record<string, unknown>) => ({
    Acl: { Type: 'AWS::WAFv2::WebACL', Properties: webAclProperties(rules, changes) },
  });

  test('stops what a rule matches and passes the rest', async () => {
    const { edge, stops, passes } = await start(attached, acl([pathRule]));
    expect((await call({ port: edge.port, ca, path: '/admin' })).status).toBe(403);
    expect((await call({ port: edge.port, ca, path: '/accounts' })).status).toBe(200);
    expect(stops()).toMatchObject([{ layer: 'waf', reason: 'rule NoAdmin' }]);
    expect(passes().filter(({ layer }) => layer === 'waf')).toMatchObject([{ detail: '1 rules' }]);
  });

  test('is absent where the distribution names none', async () => {
    const { edge, passes } = await start({}, acl([pathRule]));
    expect((await call({ port: edge.port, ca, path: '/admin' })).status).toBe(200);
    expect(passes().some(({ layer }) => layer === 'waf')).toBe(false);
  });

  test('answers as the rule says', async () => {
    const Action = {
      Block: {
        CustomResponse: {
          ResponseCode: 429,
          CustomResponseBodyKey: 'slow',
          ResponseHeaders: [{ Name: 'Retry-After', Value: '60' }],
        },
      },
    };
    const bodies = { CustomResponseBodies: { slow: { Content: '{"code":"slow"}', ContentType: 'APPLICATION_JSON' } } };
    const { edge } = await start(attached, acl([{ ...pathRule, Action }], bodies));
    expect(await call({ port: edge.port, ca, path: '/admin' })).toMatchObject({
      status: 429,
      headers: { 'retry-after': '60', 'content-type': 'application/json' },
      body: '{"code":"slow"}',
    });
  });

  test('inspects a body and still delivers it', async () => {
    const sizeRule = {
      Name: 'BodyTooLarge',
      Statement: {
        SizeConstraintStatement: {
          FieldToMatch: { Body: { OversizeHandling: 'MATCH' } },
          ComparisonOperator: 'GT',
          Size: 8_192,
          TextTransformations: [{ Priority: 0, Type: 'NONE' }],
        },
      },
    };
    const { edge, stops } = await start(attached, acl([sizeRule]));
    for (const send of [call, callHttp2]) {
      const post = async (size: number) =>
        (await send({ port: edge.port, ca, method: 'POST', body: 'x'.repeat(size) })).status;
      expect(await Promise.all([post(8_192), post(8_193), post(100_000)])).toEqual([200, 403, 403]);
    }
    expect(seen.map(({ body }) => body.length)).toEqual([8_192, 8_192]);
    expect(stops().map(({ reason }) => reason)).toEqual(Array(4).fill('rule BodyTooLarge'));
  });

  test('counts by the address of the connection, whatever X-Forwarded-For says', async () => {
    const rate = {
      Name: 'PerAddress',
      Statement: { RateBasedStatement: { Limit: 10, EvaluationWindowSec: 60, AggregateKeyType: 'IP' } },
    };
    const { edge, stops } = await start(attached, acl([rate]));
    const from = (address: string, forged: string) =>
      call({
        port: edge.proxyPort,
        agent: agentFrom(`PROXY TCP4 ${address} 127.0.0.1 1 443`, ca),
        headers: { 'x-forwarded-for': forged },
      });
    for (let index = 0; index < 10; index += 1)
      expect((await from('192.0.2.9', `198.51.100.${index}`)).status).toBe(200);
    expect((await from('192.0.2.9', '198.51.100.99')).status).toBe(403);
    expect((await from('192.0.2.10', '192.0.2.9')).status).toBe(200);
    expect(stops()).toMatchObject([{ reason: 'rule PerAddress' }]);
  });
});

describe('functions', () => {
  const function_ = (FunctionCode: string) => ({
    Function: {
      Type: 'AWS::CloudFront::Function',
      Properties: {
        Name: 'f',
        AutoPublish: true,
        FunctionCode,
        FunctionConfig: { Comment: '', Runtime: 'cloudfront-js-2.0' },
      },
    },
  });
  const on = (EventType: string, behaviour = {}) => ({
    behaviour: {
      FunctionAssociations: [{ EventType, FunctionARN: { 'Fn::GetAtt': ['Function', 'FunctionARN'] } }],
      ...behaviour,
    },
  });

  test('on the way in change what the origin sees, or answer', async () => {
    const code = `function handler({ request }) {
      if (request.uri === '/moved') return { statusCode: 302, headers: { location: { value: '/' } } };
      if (request.uri === '/broken') throw new Error('no');
      delete request.headers['x-internal'];
      return request;
    }`;
    const { edge } = await start(on('viewer-request'), function_(code));
    const send = (path: string) => call({ port: edge.port, ca, path, headers: { 'x-internal': '1', 'x-other': '2' } });
    expect(await send('/a?b=c')).toMatchObject({ status: 200 });
    expect(await send('/moved')).toMatchObject({ status: 302, headers: { location: '/' } });
    expect(await send('/broken')).toMatchObject({ status: 503 });
    expect(seen).toMatchObject([{ url: '/a?b=c', headers: { 'x-other': '2' } }]);
    expect(seen[0]?.headers).not.toHaveProperty('x-internal');
  });

  test('on the way out change the answer, but not an error of the origin', async () => {
    const code = `function handler({ response }) { response.headers['x-out'] = { value: '1' }; return response; }`;
    const { edge } = await start(on('viewer-response'), function_(code));
    const send = async (path: string) => (await call({ port: edge.port, ca, path })).headers['x-out'];
    expect([await send('/'), await send('/status/404')]).toEqual(['1', undefined]);
  });

  test('a response headers policy has the last word on names it overrides', async () => {
    const policy = {
      Policy: {
        Type: 'AWS::CloudFront::ResponseHeadersPolicy',
        Properties: {
          ResponseHeadersPolicyConfig: {
            Name: 'p',
            SecurityHeadersConfig: { ContentTypeOptions: { Override: true } },
            RemoveHeadersConfig: { Items: [{ Header: 'Server' }] },
          },
        },
      },
    };
    const { edge } = await start({ behaviour: { ResponseHeadersPolicyId: { Ref: 'Policy' } } }, policy);
    const { headers } = await call({ port: edge.port, ca });
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff' });
    expect(headers).not.toHaveProperty('server');
  });
});

test('the origin is trusted only under its own name and by a public CA', async () => {
  const other = await start({ origin: { DomainName: 'other.example.com' } });
  other.world.hosts.set('other.example.com', origin.port);
  expect((await call({ port: other.edge.port, ca })).status).toBe(502);
  expect(seen).toHaveLength(0);
});

test('after it stopped, nothing of it listens', async () => {
  const { edge } = await start();
  await running.pop()?.stop();
  for (const port of [edge.port, edge.httpPort, edge.proxyPort])
    await expect(call({ port })).rejects.toThrow(/ECONNREFUSED/);
});
