import * as z from 'zod';
import { contract, input } from '../../../lambda/guard/contract';
import { guard, type GuardOptions } from '../../../lambda/guard/guard';
import { certificateFromEdge } from '../../../lambda/guard/client-certificate';
import { operation } from '../../../lambda/guard/operation';
import { unavailable } from '../../../lambda/guard/problem';
import type { Profile, Route } from '../../../lambda/guard/routes';
import { authority, identity, leaf } from './support/certificates';
import { httpApiEvent } from './support/events';
import { app, claimsFor } from './support/proofs';
import { notes, off } from './support/service';
import * as tokens from './support/tokens';

/** Every call the guard makes to a store, failed one at a time: refused, and nothing after it was asked, least of all the work. */

const url = 'https://api.example.com';
const row: Route = {
  method: 'POST',
  path: '/things',
  scope: 'accounts.read',
  action: 'make',
  proof: 'required',
  throttle: { rate: 1, burst: 1 },
};
const phone = app();
const thumbprint = 'ab'.repeat(32);
const certificate = { 'portcullis-client-cert-sha256': thumbprint, 'portcullis-client-cert-serial': '1f' };
const token = tokens.signed({ ...tokens.accessClaims('alice', 'accounts.read'), origin_jti: 's-1' });

let hop: GuardOptions['hop'];
let edge: string;
beforeAll(async () => {
  const ours = await authority();
  edge = await leaf(ours);
  hop = { authorities: [ours.certificate], identity };
});

/** Calls of stores, in order. The one named fails with the given error. */
let asked: string[];
beforeEach(() => (asked = []));

function system(profile: Profile, failing: string | undefined, error: unknown) {
  const store =
    <A extends readonly unknown[], R>(name: string, work: (...args: A) => R | Promise<R>) =>
    async (...args: A): Promise<R> => {
      asked.push(name);
      if (name === failing) throw error;
      return work(...args);
    };
  const made = contract({
    summary: 'Makes a thing.',
    input: input({}),
    answer: { status: 201, description: 'Made.', body: z.object({}) },
    problems: {},
    example: { input: {}, answer: {} },
  });
  const thing = {
    type: 'Thing',
    id: () => 't',
    load: store('load', () => ({ owner: 'alice' })),
    hidden: () => unavailable('never'),
  };
  return guard({
    routes: [row],
    operations: {
      make: operation(
        made,
        thing,
        store('work', () => ({ body: {} })),
      ),
    },
    profile,
    ingress: 'edge',
    hop,
    door: {},
    token: { issuer: tokens.issuer, clientIds: [tokens.clientId], resourceServer: 'wallet', keys: tokens.keys() },
    binding:
      profile === 'consumer'
        ? off
        : {
            certificate: certificateFromEdge,
            registry: { read: store('registry', () => ({ ...registered, thumbprint })) },
            owner: 'user',
            confirmation: 'where present',
          },
    revocation: { list: { read: store('deny-list', () => []) } },
    proof: {
      publicOrigin: url,
      store: {
        keyOf: store('key', () => phone.keyThumbprint),
        register: store('register', () => ''),
        use: store('proof', () => true),
        nonce: store('nonce', () => 'n'.repeat(32)),
      },
    },
    replay: { store: { run: async (_request, _ms, work) => store('record', work)() } },
    policy: { authorizer: () => ({ allowed: true, policies: ['all'] }) },
    maxBodyBytes: 512,
    recorder: notes(),
  });
}

const registered = {
  serialNumber: '1f',
  owner: 'user#alice',
  deviceId: 'd-1',
  notAfter: '2099-01-01T00:00:00.000Z',
  state: 'active',
} as const;

const call = (profile: Profile, failing?: string, error: unknown = unavailable('store_unavailable')) => {
  const proven = phone.prove({ ...claimsFor('POST', `${url}/things`, token), nonce: 'n'.repeat(32) });
  const headers = profile === 'consumer' ? { dpop: proven } : certificate;
  return system(profile, failing, error)(httpApiEvent({ route: 'POST /things', certificate: edge, token, headers }));
};

const order: Readonly<Record<'consumer' | 'managed', readonly string[]>> = {
  consumer: ['deny-list', 'key', 'nonce', 'proof', 'load', 'record', 'work'],
  managed: ['registry', 'deny-list', 'load', 'record', 'work'],
};
const cases = (['consumer', 'managed'] as const).flatMap(profile =>
  order[profile].map(name => [profile, name] as const),
);

test.each(['consumer', 'managed'] as const)(
  '%s: with every store there, it is served, in this order',
  async profile => {
    expect(await call(profile)).toMatchObject({ statusCode: 201 });
    expect(asked).toEqual(order[profile]);
  },
);

test.each(cases)('%s: %s does not answer: 503, and nothing else was asked', async (profile, name) => {
  expect(await call(profile, name)).toMatchObject({ statusCode: 503, headers: { 'retry-after': '2' } });
  expect(asked).toEqual(order[profile].slice(0, order[profile].indexOf(name) + 1));
});

test.each(cases)('%s: %s fails as nobody foresaw: a bare 500, and nothing else was asked', async (profile, name) => {
  const answer = await call(profile, name, new TypeError('undefined is not a function'));
  expect(answer.statusCode).toBe(500);
  expect(answer.body).not.toContain('undefined is not');
  expect(asked).toEqual(order[profile].slice(0, order[profile].indexOf(name) + 1));
});
