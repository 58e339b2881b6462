import { X509Certificate } from 'node:crypto';
import { Agent } from 'node:https';
import { generateKeyPair, issueAuthority, issueLeaf, localSigner } from '../../../../lambda/x509';
import { describe as describeCertificate } from '../../../../tools/local/edge/viewer-certificate';
import type { TemplateResource } from '../../../../tools/local/types';
import { agentFrom, call, callHttp2 } from './client';
import { useEdge } from './harness';
import { createAuthority, distribution, type Authority, type Held } from './support';

const edge = useEdge();
const day = 86_400_000;
let devices: Authority;
let strangers: Authority;
beforeAll(async () => {
  [devices, strangers] = await Promise.all([createAuthority('CN=devices'), createAuthority('CN=strangers')]);
});

const store: TemplateResource = {
  Type: 'AWS::CloudFront::TrustStore',
  Properties: {
    Name: 'devices',
    CaCertificatesBundleSource: {
      CaCertificatesBundleS3Location: { Bucket: 'trust', Key: 'bundle.pem', Region: 'eu-west-1' },
    },
  },
};

interface Settings {
  readonly mode?: string;
  readonly trust?: Record<string, unknown>;
  readonly config?: Record<string, unknown>;
  readonly more?: Record<string, TemplateResource>;
  readonly held?: Held;
  readonly bundle?: string;
}

function start({ mode = 'required', trust = {}, config = {}, more = {}, held = {}, bundle }: Settings = {}) {
  const TrustStoreConfig = { TrustStoreId: { 'Fn::GetAtt': ['Store', 'Id'] }, ...trust };
  return edge.start(
    {
      config: {
        HttpVersion: 'http2',
        ViewerMtlsConfig: mode === 'passthrough' ? { Mode: mode } : { Mode: mode, TrustStoreConfig },
        ...config,
      },
      behaviour: { OriginRequestPolicyId: { Ref: 'Policy' } },
    },
    { Store: store, Policy: policy, ...more },
    { objects: new Map([['trust/bundle.pem', Buffer.from(bundle ?? devices.certificate)]]), ...held },
  );
}

/** All that CloudFront makes of a client's certificate. */
const policy: TemplateResource = {
  Type: 'AWS::CloudFront::OriginRequestPolicy',
  Properties: {
    OriginRequestPolicyConfig: {
      Name: 'all',
      HeadersConfig: {
        HeaderBehavior: 'whitelist',
        Headers: ['Serial-Number', 'Issuer', 'Subject', 'Present', 'Sha256', 'Validity', 'Pem'].map(
          name => `CloudFront-Viewer-Cert-${name}`,
        ),
      },
      CookiesConfig: { CookieBehavior: 'all' },
      QueryStringsConfig: { QueryStringBehavior: 'all' },
    },
  },
};

interface Identity {
  readonly cert: string;
  readonly key: string;
}

type Changes = Partial<Parameters<typeof issueLeaf>[0]>;

async function deviceOf(authority: Authority, changes: Changes = {}): Promise<Identity> {
  const { spki, privateKey } = generateKeyPair();
  const cert = await issueLeaf({
    subject: 'CN=device, O=Example',
    spki,
    issuer: authority,
    usages: ['clientAuth'],
    validityDays: 1,
    ...changes,
  });
  return { cert, key: privateKey };
}

const knock = (port: number, identity: Partial<Identity> = {}, more: object = {}) =>
  call({ port, headers: { host: 'api.example.com' }, agent: new Agent({ ca: edge.ca(), ...identity }), ...more });

/** Nobody is told why: the connection ends. */
const refused = expect.objectContaining({ code: expect.stringMatching(/ECONNRESET|EPIPE/) });

const certificateHeaders = (headers: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('cloudfront-viewer-cert-')));

describe('a distribution that requires a certificate', () => {
  test('serves a device, and tells the origin of its certificate in the documented formats', async () => {
    const { edge: running, passes } = await start();
    const device = await deviceOf(devices);
    expect((await knock(running.port, device)).status).toBe(200);
    const certificate = new X509Certificate(device.cert);
    const time = (date: string) => new Date(date).toISOString().replace('.000', '');
    expect(certificateHeaders(edge.seen[0]?.headers ?? {})).toEqual({
      'cloudfront-viewer-cert-serial-number': certificate.serialNumber.toLowerCase().match(/../g)?.join(':'),
      'cloudfront-viewer-cert-issuer': 'CN=devices',
      'cloudfront-viewer-cert-subject': 'O=Example,CN=device',
      'cloudfront-viewer-cert-present': '1',
      'cloudfront-viewer-cert-sha256': certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
      'cloudfront-viewer-cert-validity': `NotBefore=${time(certificate.validFrom)};NotAfter=${time(certificate.validTo)}`,
      'cloudfront-viewer-cert-pem': encodeURIComponent(certificate.toString()),
    });
    const of = passes().filter(({ layer }) => layer === 'client-mtls');
    expect(of.map(({ reason }) => reason)).toEqual(['handshake', 'certificate']);
    expect(of[1]?.requestId).toBe(edge.seen[0]?.headers['x-amz-cf-id']);
  });

  test('serves HTTP/2 as well', async () => {
    const { edge: running } = await start();
    const identity = await deviceOf(devices);
    const { status } = await callHttp2({ port: running.port, ca: edge.ca(), identity });
    expect(status).toBe(200);
    expect(edge.seen[0]?.headers['cloudfront-viewer-cert-present']).toBe('1');
    await expect(callHttp2({ port: running.port, ca: edge.ca() })).rejects.toBeDefined();
  });

  const others = (): Promise<Identity>[] => [
    deviceOf(strangers),
    (async () => {
      const { privateKey: key } = generateKeyPair();
      return { cert: await issueAuthority({ subject: 'CN=me', signer: localSigner(key), validityDays: 1 }), key };
    })(),
    deviceOf(devices, { notBefore: new Date(Date.now() - 1.5 * day), notAfter: new Date(Date.now() - 60_000) }),
    deviceOf(devices, { notBefore: new Date(Date.now() + 60_000), notAfter: new Date(Date.now() + day / 2) }),
    deviceOf(devices, { usages: ['serverAuth'] }),
  ];
  test.each([['TLSv1.2'], ['TLSv1.3']] as const)(
    'refuses others in the handshake of %s, and says why',
    async version => {
      const { edge: running, stops } = await start();
      const tls = { minVersion: version, maxVersion: version };
      await expect(knock(running.port, tls as object)).rejects.toEqual(refused);
      for (const identity of await Promise.all(others()))
        await expect(knock(running.port, { ...identity, ...tls })).rejects.toEqual(refused);
      expect(stops().map(({ layer, reason }) => `${layer} ${reason}`)).toEqual([
        'client-mtls no-client-certificate',
        'client-mtls unknown-issuer',
        'client-mtls self-signed',
        'client-mtls expired',
        'client-mtls not-yet-valid',
        'client-mtls not-for-clients',
      ]);
      expect(edge.seen).toEqual([]);
    },
  );

  test('refuses behind the PROXY protocol too, and lets nobody in over plain HTTP', async () => {
    const { edge: running, stops } = await start();
    const agent = agentFrom(`PROXY TCP4 192.0.2.7 127.0.0.1 4000 ${running.proxyPort}`, edge.ca());
    await expect(call({ port: running.proxyPort, agent })).rejects.toEqual(refused);
    expect((await call({ port: running.httpPort })).status).toBe(403);
    expect(stops().map(({ layer }) => layer)).toEqual(['client-mtls', 'tls']);
  });

  test('writes the headers itself, whatever the client wrote', async () => {
    const { edge: running } = await start();
    const headers = {
      host: 'api.example.com',
      'CloudFront-Viewer-Cert-Sha256': 'ab'.repeat(32),
      'cloudfront-viewer-cert-chain': 'mine',
    };
    await knock(running.port, await deviceOf(devices), { headers });
    expect(edge.seen[0]?.headers['cloudfront-viewer-cert-sha256']).not.toContain('abab');
  });

  test('lets expired ones in only where it is told to', async () => {
    const { edge: running } = await start({ trust: { IgnoreCertificateExpiry: true } });
    const expired = { notBefore: new Date(Date.now() - 1.5 * day), notAfter: new Date(Date.now() - 60_000) };
    expect((await knock(running.port, await deviceOf(devices, expired))).status).toBe(200);
    await expect(knock(running.port, await deviceOf(strangers, expired))).rejects.toEqual(refused);
  });
});

describe('other modes', () => {
  test('optional: none is fine, a bad one is not', async () => {
    const { edge: running, stops } = await start({ mode: 'optional' });
    expect((await knock(running.port)).status).toBe(200);
    expect(certificateHeaders(edge.seen[0]?.headers ?? {})).toEqual({ 'cloudfront-viewer-cert-present': '0' });
    await expect(knock(running.port, await deviceOf(strangers))).rejects.toEqual(refused);
    expect(stops().map(({ reason }) => reason)).toEqual(['unknown-issuer']);
  });

  test('passthrough: nobody is verified, and nothing counts as passed', async () => {
    const { edge: running, passes } = await start({ mode: 'passthrough' });
    expect((await knock(running.port, await deviceOf(strangers))).status).toBe(200);
    expect(edge.seen[0]?.headers['cloudfront-viewer-cert-issuer']).toBe('CN=strangers');
    expect(passes().filter(({ layer }) => layer === 'client-mtls')).toEqual([]);
  });

  test('none: what the client writes about a certificate reaches the origin', async () => {
    const { edge: running } = await edge.start();
    await knock(running.port, {}, { headers: { 'cloudfront-viewer-cert-present': '1' } });
    expect(edge.seen[0]?.headers['cloudfront-viewer-cert-present']).toBe('1');
  });
});

describe('a connection function', () => {
  const functionOf = (code: string): Record<string, TemplateResource> => ({
    OnConnect: {
      Type: 'AWS::CloudFront::ConnectionFunction',
      Properties: {
        Name: 'on-connect',
        AutoPublish: true,
        ConnectionFunctionCode: code,
        ConnectionFunctionConfig: {
          Comment: '',
          Runtime: 'cloudfront-js-2.0',
          KeyValueStoreAssociations: [{ KeyValueStoreARN: 'arn:revoked' }],
        },
      },
    },
  });
  const begin = async (code: string, revoked: ReadonlyMap<string, string> = new Map()) =>
    start({
      config: { ConnectionFunctionAssociation: { Id: { Ref: 'OnConnect' } } },
      more: functionOf(code),
      held: {
        objects: new Map([['trust/bundle.pem', Buffer.from(devices.certificate)]]),
        stores: new Map([['arn:revoked', (key: string) => revoked.get(key)]]),
      },
    });
  const revocation = `import cf from 'cloudfront';
    async function connectionHandler(connection) {
      const serial = connection.clientCertificate.certificates.leaf.serialNumber;
      const key = serial.replaceAll(':', '').replace(/^0+/, '').toUpperCase();
      if (await cf.kvs().exists(key)) return connection.deny();
      return connection.allow();
    }`;

  test('refuses what its store holds, from the next connection on', async () => {
    const revoked = new Map<string, string>();
    const { edge: running, stops } = await begin(revocation, revoked);
    const device = await deviceOf(devices);
    const agent = new Agent({ ca: edge.ca(), ...device, keepAlive: true });
    expect((await call({ port: running.port, agent })).status).toBe(200);
    revoked.set(new X509Certificate(device.cert).serialNumber.replace(/^0+/, ''), 'revoked');
    // A connection that stands was let in already: only the guard stops it now.
    expect((await call({ port: running.port, agent })).status).toBe(200);
    await expect(knock(running.port, device)).rejects.toEqual(refused);
    expect(stops().map(({ reason }) => reason)).toEqual(['connection-function-denied']);
    agent.destroy();
  });

  test('is told of the connection in the documented shape', async () => {
    const { edge: running, stops } = await begin(`function connectionHandler(connection) {
      const { allow, deny, logCustomData, ...event } = connection;
      const leaf = event.clientCertificate.certificates.leaf;
      const keys = [Object.keys(event).sort(), Object.keys(leaf).sort()].flat().join();
      const good = keys === 'clientCertificate,clientIp,connectionId,distributionId,endpoint,' +
        'issuer,serialNumber,sha256Fingerprint,subject,validity' &&
        /^([0-9a-f]{2}:)+[0-9a-f]{2}$/.test(leaf.serialNumber) && event.clientIp === '192.0.2.7' &&
        /Z$/.test(leaf.validity.notAfter) && leaf.sha256Fingerprint.length === 44;
      if (good) connection.allow();
      else connection.logCustomData(keys);
    }`);
    const device = await deviceOf(devices);
    const line = `PROXY TCP4 192.0.2.7 127.0.0.1 4000 ${running.proxyPort}`;
    const agent = agentFrom(line, edge.ca(), { cert: device.cert, key: device.key });
    expect((await call({ port: running.proxyPort, agent })).status).toBe(200);
    expect(stops()).toEqual([]);
  });

  test.each([
    ['says nothing', 'function connectionHandler() {}', 'connection-function-denied'],
    ['denies and then allows', 'function connectionHandler(c) { c.deny(); c.allow(); }', 'connection-function-denied'],
    ['throws', 'function connectionHandler() { throw new Error("no"); }', 'connection-function-failed'],
    ['rejects', 'async function connectionHandler() { throw new Error("no"); }', 'connection-function-failed'],
  ])('that %s lets nobody in', async (_, code, reason) => {
    const { edge: running, stops } = await begin(code);
    await expect(knock(running.port, await deviceOf(devices))).rejects.toEqual(refused);
    expect(stops().map(each => each.reason)).toEqual([reason]);
  });

  test('is not asked about a certificate that did not verify', async () => {
    const { edge: running, stops } = await begin('function connectionHandler(c) { c.allow(); }');
    await expect(knock(running.port, await deviceOf(strangers))).rejects.toEqual(refused);
    expect(stops().map(({ reason }) => reason)).toEqual(['unknown-issuer']);
  });
});

describe('two distributions', () => {
  const enrol = {
    config: { Aliases: ['enrol.api.example.com'] },
    origin: { OriginCustomHeaders: [{ HeaderName: 'portcullis-door', HeaderValue: 'enrol' }] },
  };

  test('stand behind ports of their own, and only the enrolment door takes clients without a certificate', async () => {
    const { edge: running } = await start({ more: { Enrol: distribution(enrol) } });
    await expect(knock(running.port)).rejects.toEqual(refused);
    const headers = { 'Portcullis-Door': 'api' };
    const { status } = await knock(running.enrol?.port ?? 0, {}, { headers, method: 'POST' });
    expect(status).toBe(200);
    expect(edge.seen.map(({ headers: { 'portcullis-door': door } }) => door)).toEqual(['enrol']);
  });

  test('of one door are refused', async () => {
    await expect(edge.start({}, { Other: distribution() })).rejects.toThrow(/edge\/Edge \(api\), edge\/Other \(api\)/);
  });
});

describe('what CloudFront refuses', () => {
  const behaviour = { ViewerProtocolPolicy: 'redirect-to-https' };
  test.each<[string, Settings, RegExp]>([
    ['HTTP/3', { config: { HttpVersion: 'http2and3' } }, /HttpVersion: got http2and3/],
    ['another store', { trust: { TrustStoreId: 'ts_other' } }, /TrustStoreId: got ts_other/],
    ['no store', { config: { ViewerMtlsConfig: { Mode: 'required' } } }, /takes a TrustStoreConfig/],
    ['a bundle that is not there', { held: { objects: new Map() } }, /there is no object s3:\/\/trust\/bundle.pem/],
    ['a bundle of nothing', { bundle: 'nothing' }, /got no certificate/],
    ['an unknown mode', { mode: 'lenient' }, /ViewerMtlsConfig.Mode/],
    ['an unknown function', { config: { ConnectionFunctionAssociation: { Id: 'cf_x' } } }, /got cf_x/],
  ])('%s does not start', async (_, settings, message) => {
    await expect(start(settings)).rejects.toThrow(message);
  });

  test('plain HTTP beside it does not start', async () => {
    const config = { HttpVersion: 'http2', ViewerMtlsConfig: { Mode: 'passthrough' } };
    await expect(edge.start({ config, behaviour })).rejects.toThrow(/ViewerProtocolPolicy: got redirect-to-https/);
  });
});

test('a serial number whose first bit is set begins with a zero octet', async () => {
  const { cert } = await deviceOf(devices);
  const certificate = new X509Certificate(cert);
  Object.defineProperty(certificate, 'serialNumber', { value: '9E2AAF' });
  expect(describeCertificate(certificate).serialNumber).toBe('00:9e:2a:af');
});
