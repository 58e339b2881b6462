import { once } from 'node:events';
import { agentFrom, call, handshake } from './client';
import { useEdge } from './harness';

const { seen, ca, start } = useEdge();

describe('TLS', () => {
  test('passes 1.2 and 1.3, and records protocol and cipher', async () => {
    const { edge, passes } = await start();
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const socket = await handshake({ port: edge.port, ca: ca(), minVersion: version, maxVersion: version });
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
    const old = { port: edge.port, ca: ca(), minVersion: version, maxVersion: version, ciphers: 'ALL:@SECLEVEL=0' };
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
      ca: ca(),
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
    const weak = { port: edge.port, ca: ca(), maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA' } as const;
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
      const socket = await handshake({ port: edge.port, ca: ca(), ALPNProtocols: ['h2', 'http/1.1'] });
      expect(socket.alpnProtocol).toBe(protocol);
      socket.destroy();
    }
    expect((await call({ port: one.port, ca: ca() })).status).toBe(200);
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
      const agent = agentFrom(`PROXY ${family} ${address} ${destination} 50000 443`, ca());
      expect((await call({ port: edge.proxyPort, agent })).status).toBe(200);
      expect(seen.at(-1)?.headers['x-forwarded-for']).toBe(address);
    }
  });

  test.each(['GET / HTTP/1.1', 'PROXY TCP4 999.0.0.1 127.0.0.1 1 2', `PROXY TCP4 ${'1'.repeat(120)}`])(
    'closes the connection on %s',
    async line => {
      const { edge } = await start();
      await expect(call({ port: edge.proxyPort, agent: agentFrom(line, ca()) })).rejects.toThrow();
    },
  );
});
