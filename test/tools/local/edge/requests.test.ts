import { call, callHttp2 } from './client';
import { useEdge } from './harness';
import { originDomain } from './support';

const { seen, ca, originPort, start } = useEdge();

describe('a request', () => {
  test.each([
    ['HTTP/1.1', call],
    ['HTTP/2', callHttp2],
  ])('over %s reaches the origin with the headers CloudFront writes', async (_, send) => {
    const { edge } = await start();
    const answer = await send({
      port: edge.port,
      ca: ca(),
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
      expect(await send({ port: edge.port, ca: ca(), method: 'POST', body: 'x'.repeat(size) })).toMatchObject({
        status: 200,
        body: `served ${size}`,
      });
  });

  test.each([
    ['HTTP/1.1', call],
    ['HTTP/2', callHttp2],
  ])('for HEAD, or one answered without a body, stays that way over %s', async (_, send) => {
    const { edge } = await start();
    expect(await send({ port: edge.port, ca: ca(), method: 'HEAD' })).toMatchObject({
      status: 200,
      headers: { 'content-length': '8' },
      body: '',
    });
    expect(await send({ port: edge.port, ca: ca(), path: '/status/204' })).toMatchObject({ status: 204, body: '' });
    expect(await send({ port: edge.port, ca: ca(), path: '/status/404' })).toMatchObject({
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
    expect((await send({ port: edge.port, ca: ca(), path: '/large' })).body).toHaveLength(1_000_000);
  });

  test('without an origin that answers is a 502', async () => {
    const { edge, world } = await start();
    world.hosts.set(originDomain, 1);
    expect(await call({ port: edge.port, ca: ca() })).toMatchObject({ status: 502 });
    world.hosts.delete(originDomain);
    expect(await call({ port: edge.port, ca: ca() })).toMatchObject({ status: 502 });
  });

  test('is a 502 when the edge has no client certificate to show', async () => {
    const { edge } = await start({ custom: { OriginMtlsConfig: undefined } });
    expect(await call({ port: edge.port, ca: ca() })).toMatchObject({ status: 502 });
  });

  test('is refused where CloudFront would: long URL, large headers, a GET with a body, a method not allowed', async () => {
    const { edge } = await start({ behaviour: { AllowedMethods: ['GET', 'HEAD', 'OPTIONS'] } });
    const port = edge.port;
    expect((await call({ port, ca: ca(), path: `/${'x'.repeat(8_192)}` })).status).toBe(413);
    expect((await call({ port, ca: ca(), headers: { 'x-large': 'x'.repeat(20_480) } })).status).toBe(413);
    expect((await call({ port, ca: ca(), method: 'GET', body: '{}', headers: { 'content-length': '2' } })).status).toBe(
      403,
    );
    expect((await call({ port, ca: ca(), method: 'POST' })).status).toBe(403);
    expect(seen).toHaveLength(0);
  });
});

test('the origin is trusted only under its own name and by a public CA', async () => {
  const other = await start({ origin: { DomainName: 'other.example.com' } });
  other.world.hosts.set('other.example.com', originPort());
  expect((await call({ port: other.edge.port, ca: ca() })).status).toBe(502);
  expect(seen).toHaveLength(0);
});

test('after it stopped, nothing of it listens', async () => {
  const { edge } = await start();
  await edge.stop();
  for (const port of [edge.port, edge.httpPort, edge.proxyPort])
    await expect(call({ port })).rejects.toThrow(/ECONNREFUSED/);
});
