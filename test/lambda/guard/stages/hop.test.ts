import type { Request } from '../../../../lambda/guard/call';
import { hop } from '../../../../lambda/guard/stages/hop';
import type { Issuer } from '../../../../lambda/x509';
import { authority, daysFromNow, identity, leaf } from '../support/certificates';

let ours: Issuer;
let next: Issuer;
let edge: string;

beforeAll(async () => {
  ours = await authority();
  next = await authority('CN=portcullis-test origin-hop CA b');
  edge = await leaf(ours);
});

const request = (clientCertificate?: string): Request => ({
  id: '1',
  edgeId: undefined,
  correlationId: '1',
  routeKey: 'GET /accounts',
  clientCertificate,
  headers: {},
  path: {},
  query: {},
  body: undefined,
  bodyIsBase64: false,
});

const check = (pem: string | undefined, options: Partial<Parameters<typeof hop>[0]> = {}) =>
  hop({ authorities: [ours.certificate], identity, ...options })(request(pem), {});

describe('the edge is let through', () => {
  test('with its own certificate, as often as it calls', async () => {
    const stage = hop({ authorities: [ours.certificate], identity });
    await expect(stage(request(edge), {})).resolves.toEqual({});
    await expect(stage(request(edge), {})).resolves.toEqual({});
  });

  test('with the host name that ACM wants beside the identity', async () => {
    await expect(
      check(await leaf(ours, { names: { uris: [identity], dns: ['origin.example.com'] } })),
    ).resolves.toEqual({});
  });

  test('with a certificate of either generation while one CA replaces the other', async () => {
    const both = { authorities: [ours.certificate, next.certificate] };
    await expect(check(edge, both)).resolves.toEqual({});
    await expect(check(await leaf(next), both)).resolves.toEqual({});
  });

  test('after many others were let through', async () => {
    const stage = hop({ authorities: [ours.certificate], identity });
    const many = await Promise.all(Array.from({ length: 12 }, () => leaf(ours)));
    for (const pem of [...many, edge, ...many]) await expect(stage(request(pem), {})).resolves.toEqual({});
  });
});

const strangers: readonly [what: string, code: string, pem: () => string | undefined | Promise<string>][] = [
  ['no certificate', 'hop_certificate_missing', () => undefined],
  ['an empty one', 'hop_certificate_missing', () => ''],
  ['text that is no PEM', 'hop_certificate_not_ours', () => 'CN=portcullis-test edge'],
  ['PEM around garbage', 'hop_certificate_not_ours', () => edge.replaceAll(/^M.*$/gm, 'AAAA')],
  ['a megabyte of PEM', 'hop_certificate_not_ours', () => edge.repeat(2_000)],
  ['one bit of the signature changed', 'hop_certificate_not_ours', () => tampered(edge)],
  ['one of another CA', 'hop_certificate_not_ours', () => leaf(next)],
  ['one of another CA of the same name', 'hop_certificate_not_ours', async () => leaf(await authority())],
  [
    'one in the name of another CA, under the key of ours',
    'hop_certificate_not_ours',
    async () => leaf(await authority('CN=another', 60, ours)),
  ],
  [
    'a self-signed one',
    'hop_certificate_not_ours',
    async () => (await authority('CN=portcullis-test edge')).certificate,
  ],
  ['the CA itself', 'hop_certificate_is_authority', () => ours.certificate],
  ['no extended key usage', 'hop_not_client_auth', () => leaf(ours, { usages: [] })],
  ['a server certificate', 'hop_not_client_auth', () => leaf(ours, { usages: ['serverAuth'] })],
  ['no name', 'hop_wrong_identity', () => leaf(ours, { names: {} })],
  ['the edge of another environment', 'hop_wrong_identity', () => leaf(ours, { names: { uris: [`${identity}2`] } })],
  ['a second name', 'hop_wrong_identity', () => leaf(ours, { names: { uris: [identity, 'urn:other'] } })],
  ['a name that hides another', 'hop_wrong_identity', () => leaf(ours, { names: { dns: [`a, URI:${identity}, b`] } })],
  ['the identity as a host name', 'hop_wrong_identity', () => leaf(ours, { names: { dns: [identity] } })],
  ['an expired one', 'hop_certificate_expired', () => leaf(ours, { notAfter: daysFromNow(-1) })],
  ['one of tomorrow', 'hop_certificate_expired', () => leaf(ours, { notBefore: daysFromNow(1) })],
];

test.each(strangers)('refused: %s (%s)', async (_what, code, pem) => {
  await expect(check(await pem())).rejects.toMatchObject({ name: 'Problem', status: 403, code });
});

test('a certificate that was let through is refused once it has expired', async () => {
  let now = Date.now();
  const stage = hop({ authorities: [ours.certificate], identity, now: () => now });
  await expect(stage(request(edge), {})).resolves.toEqual({});
  now = daysFromNow(11).getTime();
  await expect(stage(request(edge), {})).rejects.toMatchObject({ code: 'hop_certificate_expired' });
});

test('a leaf that outlives its CA is refused with it', async () => {
  const pem = await leaf(ours, { notAfter: daysFromNow(30) });
  const ending = await authority(undefined, 10, ours);
  const at = (days: number) => ({ authorities: [ending.certificate], now: () => daysFromNow(days).getTime() });
  await expect(check(pem, at(9))).resolves.toEqual({});
  await expect(check(pem, at(11))).rejects.toMatchObject({ code: 'hop_certificate_expired' });
});

test.each([
  ['no authority', { authorities: [] }],
  ['a name that could hide another', { identity: 'urn:a, URI:urn:b' }],
  ['an empty name', { identity: '' }],
])('does not start with %s', (_what, wrong) => {
  expect(() => hop({ authorities: [ours.certificate], identity, ...wrong })).toThrow(/^hop: /);
});

test('does not start with a leaf for an authority', () => {
  expect(() => hop({ authorities: [edge], identity })).toThrow('hop: authorities');
});

function tampered(pem: string): string {
  const [, base64 = ''] = /-----BEGIN CERTIFICATE-----([\s\S]+?)-----END/.exec(pem) ?? [];
  const der = Buffer.from(base64, 'base64');
  der.writeUInt8(der.readUInt8(der.length - 1) ^ 1, der.length - 1);
  return `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;
}
