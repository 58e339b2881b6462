import type { Caller } from '../../../../lambda/guard/call';
import { unavailable } from '../../../../lambda/guard/problem';
import type { ProofStore } from '../../../../lambda/guard/proofs';
import type { Route } from '../../../../lambda/guard/routes';
import { proof, type ProofOptions } from '../../../../lambda/guard/stages/proof';
import { app, claimsFor } from '../support/proofs';
import { publicRow, request, row } from '../support/request';

const origin = 'https://api.example.com';
const token = 'a.b.c';
const asks: Route = { ...row, method: 'DELETE', path: '/devices/{deviceId}', proof: 'required' };
const registers: Route = { ...row, method: 'PUT', path: '/sessions/key', proof: 'registers' };
const alice: Caller = { sub: 'alice', clientId: 'app1', sessionId: 's-1', authenticatedAt: 0, scopes: [], methods: [] };
const ours = app();

let now: number;
let used: Set<string>;
let keys: Record<string, string>;
let made: Record<string, string>;
/** What the store was asked, in order. */
let asked: string[];
beforeEach(() => {
  now = 1_700_000_000_000;
  used = new Set();
  keys = { 's-1': ours.keyThumbprint };
  made = {};
  asked = [];
});

const store: ProofStore = {
  async keyOf(sessionId) {
    asked.push('keyOf');
    return keys[sessionId];
  },
  async register() {
    throw new Error('the stage registers nothing');
  },
  async use(keyThumbprint, jti, expiresAt) {
    asked.push('use');
    expect(expiresAt).toBeGreaterThanOrEqual(now / 1000 + 65);
    const id = `${keyThumbprint}#${jti}`;
    return !used.has(id) && used.add(id).has(id);
  },
  async nonce(period, value) {
    asked.push('nonce');
    return (made[period] ??= value);
  },
};

const made1 = (other: Partial<ProofOptions> = {}) =>
  proof({ store, publicOrigin: origin, routes: [asks, registers], now: () => now, ...other });

type Sent = Readonly<Record<string, string>>;
const call = (stage = made1(), dpop?: string, of = asks, caller: Caller = alice, headers: Sent = {}) =>
  stage(
    request({
      headers: { authorization: `Bearer ${token}`, ...(dpop === undefined ? {} : { dpop }), ...headers },
      path: of === asks ? { deviceId: 'd-1' } : {},
    }),
    { row: of, caller },
  );

/** What the app does: asks once for a nonce, then sends proofs that carry it. */
const nonceOf = async (stage: ReturnType<typeof made1>): Promise<string> => {
  const problem = (await call(stage).catch((error: unknown) => error)) as { headers: Record<string, string> };
  return String(problem.headers['dpop-nonce']);
};
const claims = (nonce: string, other = {}) => ({
  ...claimsFor('DELETE', `${origin}/devices/d-1`, token, now),
  nonce,
  ...other,
});

test('the app of the session is let through, and told the nonce to go on with', async () => {
  const stage = made1();
  const nonce = await nonceOf(stage);
  await expect(call(stage, ours.prove(claims(nonce)))).resolves.toEqual({
    proofKey: ours.keyThumbprint,
    headers: { 'dpop-nonce': nonce },
  });
});

test('without a proof: 401 that says how, with a nonce for the next try', async () => {
  await expect(call()).rejects.toMatchObject({
    status: 401,
    code: 'proof_missing',
    headers: {
      'www-authenticate': 'DPoP error="use_dpop_nonce", algs="ES256"',
      'dpop-nonce': expect.stringMatching(/^[\w-]{32}$/),
    },
  });
  expect(used.size).toBe(0);
});

describe('refused', () => {
  test.each<[string, string, () => Promise<unknown>]>([
    ['no nonce', 'proof_nonce_needed', () => call(made1(), ours.prove(claims('', { nonce: undefined })))],
    ['a made-up nonce', 'proof_nonce_needed', () => call(made1(), ours.prove(claims('x'.repeat(32))))],
    [
      "another app's key",
      'proof_wrong_key',
      async () => {
        const stage = made1();
        return call(stage, app().prove(claims(await nonceOf(stage))));
      },
    ],
    [
      'a session without a key',
      'proof_key_unregistered',
      async () => {
        keys = {};
        const stage = made1();
        return call(stage, ours.prove(claims(await nonceOf(stage))));
      },
    ],
    [
      'a token without a session',
      'proof_key_unregistered',
      async () => {
        const stage = made1();
        const { sessionId: _gone, ...partner } = alice;
        return call(stage, ours.prove(claims(await nonceOf(stage))), asks, partner);
      },
    ],
    [
      'the URI of another thing',
      'proof_wrong_request',
      async () => {
        const stage = made1();
        return call(stage, ours.prove(claims(await nonceOf(stage), { htu: `${origin}/devices/d-2` })));
      },
    ],
    [
      'the host that the caller names',
      'proof_wrong_request',
      async () => {
        const stage = made1();
        const elsewhere = claims(await nonceOf(stage), { htu: 'https://evil.example.com/devices/d-1' });
        return call(stage, ours.prove(elsewhere), asks, alice, { host: 'evil.example.com' });
      },
    ],
  ])('%s (%s), and no proof is used up', async (_what, code, send) => {
    await expect(send()).rejects.toMatchObject({ status: 401, code });
    expect(used.size).toBe(0);
  });
});

describe('a proof that was seen before', () => {
  test('is refused', async () => {
    const stage = made1();
    const seen = ours.prove(claims(await nonceOf(stage)));
    await call(stage, seen);
    await expect(call(stage, seen)).rejects.toMatchObject({ status: 401, code: 'proof_replayed' });
  });

  test('by another instance is refused as well', async () => {
    const seen = ours.prove(claims(await nonceOf(made1())));
    await call(made1(), seen);
    await expect(call(made1(), seen)).rejects.toMatchObject({ code: 'proof_replayed' });
  });

  test('and is sent many times at once: one is served', async () => {
    const stage = made1();
    const seen = ours.prove(claims(await nonceOf(stage)));
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => call(stage, seen)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('nonces', () => {
  test('are the same in all instances', async () => {
    expect(await nonceOf(made1())).toBe(await nonceOf(made1()));
  });

  test('are taken for the next stretch of time as well, then no more', async () => {
    const stage = made1();
    const nonce = await nonceOf(stage);
    now += 120_000;
    const next = await call(stage, ours.prove(claims(nonce)));
    expect(next.headers?.['dpop-nonce']).not.toBe(nonce);
    now += 120_000;
    await expect(call(stage, ours.prove(claims(nonce)))).rejects.toMatchObject({ code: 'proof_nonce_needed' });
  });

  test('are asked for once in each stretch of time', async () => {
    const stage = made1();
    const nonce = await nonceOf(stage);
    for (let at = 0; at < 5; at += 1) await call(stage, ours.prove(claims(nonce)));
    expect(asked.filter(what => what === 'nonce')).toHaveLength(1);
  });
});

test('a key is registered with a proof of it, whatever key the session has', async () => {
  const stage = made1();
  const other = app();
  const nonce = await nonceOf(stage);
  const proven = other.prove({ ...claimsFor('PUT', `${origin}/sessions/key`, token, now), nonce });
  await expect(call(stage, proven, registers)).resolves.toMatchObject({ proofKey: other.keyThumbprint });
  await expect(call(stage, proven, registers)).rejects.toMatchObject({ code: 'proof_replayed' });
});

test.each(['keyOf', 'use', 'nonce'] as const)(
  'a store that does not answer at %s: 503, nobody is let in',
  async what => {
    const nonce = await nonceOf(made1());
    const broken: ProofStore = { ...store, [what]: () => Promise.reject(unavailable('store_unavailable')) };
    await expect(call(made1({ store: broken }), ours.prove(claims(nonce)))).rejects.toMatchObject({ status: 503 });
  },
);

test('a row that asks for none is not looked at', async () => {
  const stage = made1({ routes: [asks, row] });
  await expect(stage(request({ headers: { dpop: 'nonsense' } }), { row, caller: alice })).resolves.toEqual({});
  expect(asked).toEqual([]);
});

test('who showed the certificate of the token has proved it', async () => {
  const client = { thumbprint: 'ab'.repeat(32), serialNumber: '1f', deviceId: 'd-1', state: 'active' };
  await expect(made1()(request(), { row: asks, caller: alice, client })).resolves.toEqual({});
  await expect(made1()(request(), { row: registers, caller: alice, client })).rejects.toThrow('the token stage');
});

test('without a row or a caller nothing is decided', async () => {
  await expect(made1()(request(), {})).rejects.toThrow('route and token stages');
  await expect(made1()(request(), { row: asks })).rejects.toThrow('the token stage');
});

test.each<[string, Partial<ProofOptions>]>([
  ['proof: store: got nothing, and DELETE /devices/{deviceId}', { store: undefined }],
  ['proof: publicOrigin', { publicOrigin: 'http://api.example.com' }],
  ['proof: publicOrigin', { publicOrigin: 'https://api.example.com/v1' }],
  ['proof: a public row', { routes: [{ ...publicRow, proof: 'required' }] }],
])('does not start: %s', (message, wrong) => {
  expect(() => made1(wrong)).toThrow(message);
});
