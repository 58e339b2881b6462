import { startEdge } from '../../../../tools/local/edge';
import { pathMatcher } from '../../../../tools/local/edge/behaviour';
import { parseLine } from '../../../../tools/local/proxy-protocol';
import { securityPolicy } from '../../../../tools/local/edge/security-policies';
import { createCertificates, createWorld, distribution, type Certificates } from './support';

let certificates: Certificates;
beforeAll(async () => {
  certificates = await createCertificates();
});

type Changes = Parameters<typeof distribution>[0];
const start = async (changes?: Changes, more: Parameters<typeof createWorld>[1] = {}) => {
  const edge = await startEdge(createWorld(certificates, { Edge: distribution(changes), ...more }));
  await edge.stop();
  return edge;
};
const tls = (MinimumProtocolVersion: string): Changes => ({
  config: {
    ViewerCertificate: {
      AcmCertificateArn: 'arn:made:elsewhere',
      MinimumProtocolVersion,
      SslSupportMethod: 'sni-only',
    },
  },
});

test('what is left out is named', async () => {
  const behaviour = { ResponseHeadersPolicyId: '67f7725c-6f97-4210-82d7-5512b31e9d03' };
  expect((await start({ behaviour })).notModelled).toEqual([
    'HTTP/3',
    'managed response headers policy 67f7725c-6f97-4210-82d7-5512b31e9d03',
  ]);
  expect((await start({ config: { HttpVersion: 'http2' } })).notModelled).toEqual([]);
});

test('a certificate that was made elsewhere is stood in for', async () => {
  await expect(start(tls('TLSv1.2_2025'))).resolves.toBeDefined();
});

test.each<[string, Changes, string]>([
  [
    'a property it does not know',
    { config: { ContinuousDeploymentPolicyId: {} } },
    'distribution Edge: got ContinuousDeploymentPolicyId, which the local chain does not model',
  ],
  ['an unknown security policy', tls('TLSv9'), 'MinimumProtocolVersion: got TLSv9, takes one of: TLSv1, '],
  ['SSLv3', tls('SSLv3'), 'MinimumProtocolVersion: got SSLv3'],
  ['a distribution that is off', { config: { Enabled: false } }, 'Enabled: got false'],
  [
    'a managed cache',
    { behaviour: { CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6' } },
    'caching is not modelled here',
  ],
  ['Lambda@Edge', { behaviour: { LambdaFunctionAssociations: [{}] } }, 'Lambda@Edge is not modelled here'],
  [
    'a function that is not there',
    { behaviour: { FunctionAssociations: [{ EventType: 'viewer-request', FunctionARN: 'arn:x' }] } },
    'FunctionAssociations: got arn:x',
  ],
  ['a web ACL that is not there', { config: { WebACLId: 'arn:x' } }, 'WebACLId: got arn:x'],
  ['an origin that is not there', { behaviour: { TargetOriginId: 'x' } }, 'TargetOriginId: got x, takes one of: api'],
  [
    'plain HTTP towards the origin',
    { custom: { OriginProtocolPolicy: 'http-only' } },
    'only https-only is modelled here',
  ],
  [
    'a client certificate that nobody issued',
    { custom: { OriginMtlsConfig: { ClientCertificateArn: 'arn:x' } } },
    'there is no certificate arn:x',
  ],
  [
    'restriction by country',
    { config: { Restrictions: { GeoRestriction: { RestrictionType: 'blacklist' } } } },
    'restriction by country',
  ],
  [
    'custom error pages',
    { config: { CustomErrorResponses: [{ ErrorCode: 404 }] } },
    'CustomErrorResponses is not modelled here',
  ],
])('%s stops the start', async (_, changes, message) => {
  await expect(start(changes)).rejects.toThrow(message);
  await expect(start(changes)).rejects.toMatchObject({ name: 'LocalError' });
});

test('no distribution, or two, stops the start', async () => {
  await expect(startEdge(createWorld(certificates, {}))).rejects.toThrow('no AWS::CloudFront::Distribution');
  await expect(start({}, { Second: distribution() })).rejects.toThrow(
    'got distributions edge/Edge (api), edge/Second (api); takes one',
  );
});

test('a port that is taken is named', async () => {
  const world = createWorld(certificates, { Edge: distribution() });
  const first = await startEdge(world);
  await expect(startEdge(world, { edge: first.port })).rejects.toThrow(`port ${first.port} (edge): EADDRINUSE`);
  await first.stop();
});

test.each([
  ['TLSv1', 'TLSv1', 'ECDHE-RSA-AES128-SHA'],
  ['TLSv1.1_2016', 'TLSv1.1', 'AES128-SHA'],
  ['TLSv1.2_2018', 'TLSv1.2', 'AES128-GCM-SHA256'],
  ['TLSv1.2_2019', 'TLSv1.2', 'ECDHE-RSA-AES256-SHA384'],
  ['TLSv1.2_2021', 'TLSv1.2', 'ECDHE-ECDSA-CHACHA20-POLY1305'],
  ['TLSv1.2_2025', 'TLSv1.2', 'ECDHE-ECDSA-AES256-GCM-SHA384'],
  ['TLSv1.3_2025', 'TLSv1.3', 'TLS_CHACHA20_POLY1305_SHA256'],
])('the security policy %s starts at %s and has %s', (name, minVersion, cipher) => {
  const policy = securityPolicy(name);
  expect(policy.minVersion).toBe(minVersion);
  expect(policy.ciphers.split(':')).toContain(cipher);
  if (name.startsWith('TLSv1.2_202')) expect(policy.ciphers).not.toMatch(/AES\d+-SHA|(?:^|:)AES/);
});

test.each([
  ['*', '/anything', true],
  ['/api/*', '/api/x/y', true],
  ['api/*', '/api/x', true],
  ['/api/*', '/apix', false],
  ['/?.json', '/a.json', true],
  ['/?.json', '/axjson', false],
])('the path pattern %s against %s: %s', (pattern, path, expected) =>
  expect(pathMatcher(pattern)(path)).toBe(expected),
);

test.each([
  ['PROXY TCP4 192.0.2.1 127.0.0.1 65535 443', { address: '192.0.2.1', port: 65_535 }],
  ['PROXY TCP6 2001:db8::1 ::1 1 443', { address: '2001:db8::1', port: 1 }],
  ['PROXY UNKNOWN', 'unknown'],
  ['PROXY UNKNOWN ff ff 1 2', 'unknown'],
  ['PROXY TCP4 192.0.2.1 127.0.0.1 65536 443', undefined],
  ['PROXY TCP4 192.0.2.1 127.0.0.1 01 443', undefined],
  ['PROXY TCP4 2001:db8::1 127.0.0.1 1 443', undefined],
  ['PROXY TCP4 192.0.2.1 127.0.0.1 1', undefined],
  ['proxy TCP4 192.0.2.1 127.0.0.1 1 2', undefined],
  ['', undefined],
])('the PROXY line %j', (line, expected) => expect(parseLine(line)).toEqual(expected));
