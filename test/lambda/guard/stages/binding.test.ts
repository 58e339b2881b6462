import type { CertificateRegistry, RegisteredCertificate } from '../../../../lambda/guard/certificates';
import type { Caller } from '../../../../lambda/guard/call';
import { certificateFromEdge } from '../../../../lambda/guard/client-certificate';
import { unavailable } from '../../../../lambda/guard/problem';
import { binding, type BindingOptions } from '../../../../lambda/guard/stages/binding';
import { publicRow, request, row } from '../support/request';

const thumbprint = 'ab'.repeat(32);
const inToken = Buffer.from(thumbprint, 'hex').toString('base64url');
const headers = { 'portcullis-client-cert-sha256': thumbprint, 'portcullis-client-cert-serial': '1f' };
const start = Date.parse('2026-11-25T12:00:00Z');
let now: number;
let reads: string[];
let table: Record<string, RegisteredCertificate>;

const registered: RegisteredCertificate = {
  thumbprint,
  serialNumber: '1f',
  owner: 'user#alice',
  deviceId: 'phone-1',
  notAfter: '2026-12-25T12:00:00.000Z',
  state: 'active',
};
const base = { scopes: [], methods: [], authenticatedAt: 0 };
const alice: Caller = { ...base, sub: 'alice', clientId: 'app1' };
const acme: Caller = { ...base, sub: 'acme', clientId: 'acme', confirmedThumbprint: inToken };

beforeEach(() => {
  now = start;
  reads = [];
  table = { [thumbprint]: registered };
});

const registry: CertificateRegistry = {
  async read(of) {
    reads.push(of);
    return table[of];
  },
};
const stage = (other: Partial<BindingOptions> = {}) =>
  binding({
    certificate: certificateFromEdge,
    registry,
    owner: 'user',
    confirmation: 'where present',
    now: () => now,
    ...other,
  });
const partners = { owner: 'client', confirmation: 'required' } as const;
const call = (of = stage(), other: Partial<typeof headers> = {}, caller = alice) =>
  of(request({ headers: { ...headers, ...other } }), { row, caller });

test("a user's own device is let through, and named", async () => {
  await expect(call()).resolves.toEqual({
    client: { thumbprint, serialNumber: '1f', deviceId: 'phone-1', state: 'active' },
  });
});

test("a partner's own certificate, which its token names", async () => {
  table[thumbprint] = { ...registered, owner: 'client#acme' };
  await expect(call(stage(partners), {}, acme)).resolves.toMatchObject({ client: { thumbprint } });
});

test("a partner's own certificate, where its issuer names none", async () => {
  table[thumbprint] = { ...registered, owner: 'client#acme' };
  const { confirmedThumbprint: _named, ...unnamed } = acme;
  const of = stage({ ...partners, confirmation: 'where present' });
  await expect(call(of, {}, unnamed)).resolves.toMatchObject({ client: { thumbprint } });
  const globex = { ...unnamed, sub: 'globex', clientId: 'globex' };
  await expect(call(of, {}, globex)).rejects.toMatchObject({ code: 'certificate_wrong_owner' });
});

test('on its last millisecond', async () => {
  now = Date.parse(registered.notAfter);
  await expect(call()).resolves.toMatchObject({ client: { thumbprint } });
});

const refusals: readonly [what: string, code: string, change: () => Promise<unknown>][] = [
  ['no certificate', 'certificate_missing', () => stage()(request(), { row, caller: alice })],
  [
    'one nobody registered',
    'certificate_unregistered',
    () => call(stage(), { 'portcullis-client-cert-sha256': 'cd'.repeat(32) }),
  ],
  [
    'another serial number than was registered',
    'certificate_unregistered',
    () => call(stage(), { 'portcullis-client-cert-serial': '2f' }),
  ],
  [
    'a thumbprint without a serial number',
    'certificate_unreadable',
    () => stage()(request({ headers: { 'portcullis-client-cert-sha256': thumbprint } }), { row, caller: alice }),
  ],
  [
    'two thumbprints',
    'certificate_unreadable',
    () => call(stage(), { 'portcullis-client-cert-sha256': `${thumbprint},${thumbprint}` }),
  ],
  [
    'a thumbprint in upper case',
    'certificate_unreadable',
    () => call(stage(), { 'portcullis-client-cert-sha256': thumbprint.toUpperCase() }),
  ],
  ['a revoked one', 'certificate_revoked', () => changed({ state: 'revoked' })],
  [
    'one that ended a millisecond ago',
    'certificate_expired',
    () => ((now = Date.parse(registered.notAfter) + 1), call()),
  ],
  ["another user's", 'certificate_wrong_owner', () => changed({ owner: 'user#bob' })],
  ["a client's of the user's name", 'certificate_wrong_owner', () => changed({ owner: 'client#alice' })],
  ["the app's", 'certificate_wrong_owner', () => changed({ owner: 'user#app1' })],
  ["another partner's", 'certificate_wrong_owner', () => changed({ owner: 'client#globex' }, stage(partners), acme)],
  ["a partner's, with a token for a person", 'certificate_wrong_owner', () => ofAcme({ ...acme, sub: 'alice' })],
  [
    "a partner's, with another client's token",
    'certificate_wrong_owner',
    () => ofAcme({ ...acme, clientId: 'globex' }),
  ],
];

const changed = (change: Partial<RegisteredCertificate>, of = stage(), caller = alice) => {
  table[thumbprint] = { ...registered, ...change };
  return call(of, {}, caller);
};
const ofAcme = (caller: Caller) => changed({ owner: 'client#acme' }, stage(partners), caller);

test.each(refusals)('403 for %s: %s', async (_what, code, change) => {
  await expect(change()).rejects.toMatchObject({ name: 'Problem', status: 403, code });
});

describe('a token that names a certificate', () => {
  test.each([
    ['another', Buffer.alloc(32).toString('base64url')],
    ['the thumbprint in hex', thumbprint],
    ['none', ''],
  ])('is held to it even where that is not required: %s', async (_what, confirmedThumbprint) => {
    await expect(call(stage(), {}, { ...alice, confirmedThumbprint })).rejects.toMatchObject({
      status: 401,
      code: 'certificate_not_bound',
      headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
    });
  });

  test('is required of partners', async () => {
    const { confirmedThumbprint: _gone, ...unbound } = acme;
    await expect(changed({ owner: 'client#acme' }, stage(partners), unbound)).rejects.toMatchObject({
      code: 'certificate_not_bound',
    });
  });
});

describe('the registry', () => {
  test('is asked once in five seconds, and a revocation counts by then', async () => {
    const one = stage();
    await call(one);
    table[thumbprint] = { ...registered, state: 'revoked' };
    now += 4_999;
    await expect(call(one)).resolves.toBeDefined();
    now += 1;
    await expect(call(one)).rejects.toMatchObject({ code: 'certificate_revoked' });
    expect(reads).toHaveLength(2);
  });

  test('is asked again about what it did not know: a device that has just enrolled is let in', async () => {
    const one = stage();
    table = {};
    await expect(call(one)).rejects.toMatchObject({ code: 'certificate_unregistered' });
    table[thumbprint] = registered;
    await expect(call(one)).resolves.toBeDefined();
  });

  test('answers late: what it said is as old as the question', async () => {
    const slow = stage({
      registry: {
        async read(of) {
          now += 3_000;
          return registry.read(of);
        },
      },
    });
    await call(slow);
    now += 1_999;
    await call(slow);
    expect(reads).toHaveLength(1);
    now += 1;
    await call(slow);
    expect(reads).toHaveLength(2);
  });

  test.each([
    ['does not answer', unavailable('store_unavailable'), { status: 503, code: 'store_unavailable' }],
    ['refuses us', new Error('AccessDenied'), { message: 'AccessDenied' }],
  ])('%s: refused, however often the certificate was let in before', async (_what, error, refused) => {
    let broken = false;
    const one = stage({ registry: { read: async of => (broken ? Promise.reject(error) : registry.read(of)) } });
    await call(one);
    broken = true;
    now += 5_000;
    await expect(call(one)).rejects.toMatchObject(refused);
  });
});

test('public rows and enrolment need no certificate, and look at none', async () => {
  await expect(stage()(request({ headers }), { row: publicRow })).resolves.toEqual({});
  await expect(stage()(request({ headers }), { row: { ...row, door: 'enrol' }, caller: alice })).resolves.toEqual({});
  expect(reads).toEqual([]);
});

test('without a row or a caller nothing is decided', async () => {
  await expect(stage()(request({ headers }), {})).rejects.toThrow('route and token stages');
  await expect(stage()(request({ headers }), { row })).rejects.toThrow('the token stage');
});

test.each([
  ['confirmation', { confirmation: 'never' as 'required' }],
  ['forMs', { forMs: 5_001 }],
])('does not start with a wrong %s', (name, wrong) => {
  expect(() => stage(wrong)).toThrow(name);
});
