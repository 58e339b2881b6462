import type { Caller, Client } from '../../../../lambda/guard/call';
import { unavailable } from '../../../../lambda/guard/problem';
import type { Revocation } from '../../../../lambda/guard/revocations';
import { revocation } from '../../../../lambda/guard/stages/revocation';
import { publicRow, request, row } from '../support/request';

const signedIn = 1_000_000;
const base = { scopes: [], methods: [], authenticatedAt: signedIn };
const alice: Caller = { ...base, sub: 'alice', clientId: 'app1', sessionId: 's-1' };
const client: Client = { thumbprint: 'ab'.repeat(32), serialNumber: '1f', deviceId: 'phone-1', state: 'active' };
const certificate = `certificate#${client.thumbprint}`;

let now: number;
let table: Revocation[];
let asked: (readonly string[])[];
beforeEach(() => {
  now = 5_000_000;
  table = [];
  asked = [];
});

const list = {
  async read(subjects: readonly string[]) {
    asked.push(subjects);
    return table.filter(({ subject }) => subjects.includes(subject));
  },
};
const made = (other: Partial<Parameters<typeof revocation>[0]> = {}) => revocation({ list, now: () => now, ...other });
const call = (stage = made(), caller = alice, of: Client | undefined = client) =>
  stage(request(), { row, caller, ...(of && { client: of }) });

test('who is not on the list is let through', async () => {
  table = [
    { subject: 'session#s-2', revokedAt: signedIn + 60 },
    { subject: 'user#bob', revokedAt: signedIn + 60 },
  ];
  await expect(call()).resolves.toEqual({});
  expect(asked).toEqual([['user#alice', 'session#s-1', certificate]]);
});

test.each([
  ['the session', 'session#s-1', signedIn + 60, 401, 'token_revoked'],
  ['the session, whenever it began', 'session#s-1', 0, 401, 'token_revoked'],
  ['the user, after signing in', 'user#alice', signedIn + 60, 401, 'token_revoked'],
  ['the user, in the second of signing in', 'user#alice', signedIn, 401, 'token_revoked'],
  ['the certificate', certificate, 0, 403, 'certificate_revoked'],
])('refused: %s', async (_what, subject, revokedAt, status, code) => {
  table = [{ subject, revokedAt }];
  await expect(call()).rejects.toMatchObject({ name: 'Problem', status, code });
});

test('a user who signed in again after the revocation is let through, unless that session is revoked too', async () => {
  table = [{ subject: 'user#alice', revokedAt: signedIn - 1 }];
  await expect(call()).resolves.toEqual({});
  table.push({ subject: 'session#s-1', revokedAt: 0 });
  await expect(call()).rejects.toMatchObject({ code: 'token_revoked' });
});

test('a partner has no session, and is asked for by its client id and certificate', async () => {
  await call(made(), { ...base, sub: 'acme', clientId: 'acme' });
  expect(asked).toEqual([['user#acme', certificate]]);
});

describe('the list', () => {
  test('is asked once in five seconds, and counts by then', async () => {
    const stage = made();
    await call(stage);
    table = [{ subject: 'session#s-1', revokedAt: 0 }];
    now += 4_999;
    await expect(call(stage)).resolves.toEqual({});
    now += 1;
    await expect(call(stage)).rejects.toMatchObject({ code: 'token_revoked' });
    expect(asked).toHaveLength(2);
  });

  test('is asked for what is not known yet only', async () => {
    const stage = made();
    await call(stage);
    await call(stage, { ...alice, sessionId: 's-9' });
    expect(asked[1]).toEqual(['session#s-9']);
  });

  test.each([
    ['does not answer', unavailable('store_unavailable'), { status: 503 }],
    ['refuses us', new Error('AccessDenied'), { message: 'AccessDenied' }],
  ])('%s: nobody is let in, whoever was before', async (_what, error, refused) => {
    let broken = false;
    const stage = made({ list: { read: async of => (broken ? Promise.reject(error) : list.read(of)) } });
    await call(stage);
    broken = true;
    now += 5_000;
    await expect(call(stage)).rejects.toMatchObject(refused);
  });
});

test('a public row has nobody to look for', async () => {
  await expect(made()(request(), { row: publicRow })).resolves.toEqual({});
  expect(asked).toEqual([]);
});

test('without a row or a caller nothing is decided', async () => {
  await expect(made()(request(), {})).rejects.toThrow('route and token stages');
  await expect(made()(request(), { row })).rejects.toThrow('the token stage');
});

test('does not start with a cache of more than five seconds', () => {
  expect(() => made({ forMs: 10_000 })).toThrow('forMs');
});
