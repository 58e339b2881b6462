import { guard } from '../../../lambda/guard/guard';
import { proofStore } from '../../../lambda/guard/proofs';
import { revocationList, revoker } from '../../../lambda/guard/revocations';
import { operations } from '../../../lambda/sessions/operations';
import { routes } from '../../../lambda/sessions/routes';
import { authority, identity, leaf } from '../guard/support/certificates';
import { httpApiEvent, type Call } from '../guard/support/events';
import { app, claimsFor, type App } from '../guard/support/proofs';
import { authorizer, notes, off } from '../guard/support/service';
import { database, type Database } from '../guard/support/store';
import * as tokens from '../guard/support/tokens';

/** Sessions behind the whole guard, with tables on loopback. Each test has users and sessions of its own. */

const publicOrigin = 'https://api.example.com';
let db: Database;
let serve: (event: unknown) => Promise<{ statusCode: number; headers: Readonly<Record<string, string>>; body: string }>;
let edge: string;
const recorder = notes();

beforeAll(async () => {
  db = await database();
  const ours = await authority();
  edge = await leaf(ours);
  const proofs = proofStore(db.client, 'proofs');
  serve = guard({
    routes,
    operations: operations({ revoker: revoker(db.client, 'revocations'), proofs }),
    profile: 'consumer',
    ingress: 'edge',
    hop: { authorities: [ours.certificate], identity },
    door: {},
    token: { issuer: tokens.issuer, clientIds: [tokens.clientId], resourceServer: 'wallet', keys: tokens.keys() },
    binding: off,
    // Every answer of the list is as old as the call.
    revocation: { list: revocationList(db.client, 'revocations'), forMs: 0 },
    proof: { store: proofs, publicOrigin },
    replay: { store: undefined },
    policy: { authorizer },
    maxBodyBytes: 512,
    recorder,
  });
});
afterAll(() => db.stop());

let made = 0;
const seconds = () => Math.floor(Date.now() / 1000);
const signIn = (other: object = {}) => {
  made += 1;
  const claims = tokens.accessClaims(`user-${made}`, 'sessions.write');
  return tokens.signed({ ...claims, origin_jti: `session-${made}`, ...other });
};

const send = async (route: string, token: string, headers: Call['headers'] = {}) => {
  const {
    statusCode,
    headers: answered,
    body,
  } = await serve(httpApiEvent({ route, token, certificate: edge, headers }));
  return {
    status: statusCode,
    headers: answered,
    body: body === '' ? undefined : (JSON.parse(body) as Record<string, unknown>),
  };
};

/** As an app does it: a first try for the nonce, then with it. */
async function prove(of: App, route: string, token: string, path = route.split(' ')[1]) {
  const nonce = (await send(route, token)).headers['dpop-nonce'];
  const [method = ''] = route.split(' ');
  return send(route, token, { dpop: of.prove({ ...claimsFor(method, `${publicOrigin}${path}`, token), nonce }) });
}
const read = (of: App, token: string) => prove(of, 'GET /sessions/current', token);
const register = (of: App, token: string) => prove(of, 'PUT /sessions/key', token);

describe('a key', () => {
  test('is registered right after signing in, and then lets the app in', async () => {
    const [phone, token] = [app(), signIn()];
    expect(await read(phone, token)).toMatchObject({ status: 401, body: { code: 'proof_key_unregistered' } });
    expect(await register(phone, token)).toMatchObject({ status: 200, body: { keyThumbprint: phone.keyThumbprint } });
    expect(await read(phone, token)).toMatchObject({ status: 200, body: { keyThumbprint: phone.keyThumbprint } });
  });

  test('registered again is the same answer; another one is refused', async () => {
    const [phone, thief, token] = [app(), app(), signIn()];
    await register(phone, token);
    expect(await register(phone, token)).toMatchObject({ status: 200 });
    expect(await register(thief, token)).toMatchObject({ status: 409, body: { code: 'session_key_taken' } });
    expect(await read(thief, token)).toMatchObject({ status: 401, body: { code: 'proof_wrong_key' } });
    expect(await read(phone, token)).toMatchObject({ status: 200 });
  });

  test('stays with the session when the token is refreshed', async () => {
    const [phone, sub, origin_jti] = [app(), 'refreshing', 'session-refreshing'];
    await register(phone, signIn({ sub, origin_jti }));
    expect(await read(phone, signIn({ sub, origin_jti, jti: 'another' }))).toMatchObject({ status: 200 });
    expect(await read(app(), signIn({ sub, origin_jti }))).toMatchObject({ body: { code: 'proof_wrong_key' } });
  });

  test('is not registered later: whoever finds an old token gets nowhere', async () => {
    const token = signIn({ auth_time: seconds() - 700 });
    expect(await register(app(), token)).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': 'Bearer error="insufficient_user_authentication", max_age="600"' },
      body: { code: 'session_too_old' },
    });
  });

  test('of two that race one wins, and knows it', async () => {
    const token = signIn();
    const apps = Array.from({ length: 5 }, app);
    const answers = await Promise.all(apps.map(one => register(one, token)));
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409, 409, 409, 409]);
    const winner = apps[answers.findIndex(({ status }) => status === 200)];
    expect(winner && (await read(winner, token))).toMatchObject({ status: 200 });
  });
});

test('a token copied into curl is worth nothing on a row that asks for a proof', async () => {
  const [phone, token] = [app(), signIn()];
  await register(phone, token);
  const answer = await send('GET /sessions/current', token);
  expect(answer).toMatchObject({ status: 401, body: { code: 'proof_missing' } });
  expect(answer.headers['www-authenticate']).toBe('DPoP error="use_dpop_nonce", algs="ES256"');
});

describe('signing out', () => {
  test('here ends this session and what is refreshed from it, and no other', async () => {
    const [phone, tablet, sub] = [app(), app(), 'two-devices'];
    const [here, there] = [signIn({ sub, origin_jti: 'here' }), signIn({ sub, origin_jti: 'there' })];
    await register(phone, here);
    await register(tablet, there);
    expect(await send('DELETE /sessions/current', here)).toMatchObject({ status: 204, body: undefined });
    expect(await read(phone, here)).toMatchObject({ status: 401, body: { code: 'token_revoked' } });
    expect(await read(phone, signIn({ sub, origin_jti: 'here' }))).toMatchObject({ status: 401 });
    expect(await read(tablet, there)).toMatchObject({ status: 200 });
  });

  test('everywhere ends all up to now; signing in again begins anew', async () => {
    const sub = 'many-devices';
    const [here, there] = [signIn({ sub }), signIn({ sub })];
    expect(await send('DELETE /sessions', here)).toMatchObject({ status: 204 });
    for (const token of [here, there])
      expect(await send('DELETE /sessions/current', token)).toMatchObject({ body: { code: 'token_revoked' } });
    expect(await send('DELETE /sessions/current', signIn({ sub, auth_time: seconds() + 1 }))).toMatchObject({
      status: 204,
    });
  });

  test('everywhere again is done again: no record of the first swallows it', async () => {
    const sub = 'twice';
    await send('DELETE /sessions', signIn({ sub }));
    const again = signIn({ sub, auth_time: seconds() + 1 });
    await new Promise(resolve => setTimeout(resolve, 1_100));
    expect(await send('DELETE /sessions', again)).toMatchObject({ status: 204 });
    expect(await send('DELETE /sessions/current', again)).toMatchObject({ body: { code: 'token_revoked' } });
  });

  test('the entry says who, why and in which request, and outlives every refresh token', async () => {
    const token = signIn({ sub: 'written', origin_jti: 'written' });
    const { headers } = await send('DELETE /sessions/current', token);
    const entry = (await db.all('revocations')).find(({ subject }) => subject === 'session#written');
    expect(entry).toEqual({
      subject: 'session#written',
      revokedAt: expect.any(Number),
      reason: 'signed out',
      by: 'user#written',
      correlationId: headers['x-correlation-id'],
      expiresAt: Number(entry?.['revokedAt']) + 31 * 86_400,
    });
  });

  test('an entry is never replaced by an older one', async () => {
    const write = revoker(db.client, 'revocations');
    const entry = { subject: 'user#older', reason: 'r', by: 'b', correlationId: 'c', expiresAt: 9 };
    await write.revoke({ ...entry, revokedAt: 200 });
    await write.revoke({ ...entry, revokedAt: 100 });
    await expect(revocationList(db.client, 'revocations').read(['user#older'])).resolves.toEqual([
      { subject: 'user#older', revokedAt: 200 },
    ]);
  });
});

test('a token without a sign-in behind it has no session to end', async () => {
  const token = signIn({ origin_jti: undefined });
  expect(await send('DELETE /sessions', token)).toMatchObject({ status: 403, body: { code: 'session_missing' } });
});
