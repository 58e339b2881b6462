import { generateKeyPairSync } from 'node:crypto';
import { SimpleJwksCache, type Jwks, type JwksCache } from 'aws-jwt-verify/jwk';
import type { Profile } from '../../lib/chain';
import { jws } from '../fixtures/jws';
import { confirmationOf } from './devices';

export const issuer = 'https://issuer.invalid/pool';
const clientId = 'app';

/** In `partner` a caller is a client, and its token names its certificate. */
export const clientsOf = (profile: Profile): readonly string[] =>
  profile === 'partner' ? ['alice', 'bob'] : [clientId];

/** Signs tokens as the issuer would, and is where the guard finds its keys: nothing is fetched. */
export function tokenIssuer(): { readonly keys: JwksCache; readonly mint: (claims: object) => string } {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kid = 'fuzz';
  const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' }] } as Jwks;
  const keys = new SimpleJwksCache({
    fetcher: { fetch: async () => new TextEncoder().encode(JSON.stringify(jwks)).buffer },
  });
  keys.addJwks(`${issuer}/.well-known/jwks.json`, jwks);
  return { keys, mint: claims => jws({ alg: 'RS256', kid }, claims, privateKey) };
}

const hour = 3_600;

/** How many people there are to sign out: whoever did is refused from then on. */
const leavers = 60;

/** Whoever may knock, by name, and the access token of each. */
export function callers(
  mint: (claims: object) => string,
  scopes: readonly string[],
  profile: Profile,
): Readonly<Record<Who, string | undefined>> {
  const now = Math.floor(Date.now() / 1000);
  const claims = (sub: string) => ({
    sub,
    iss: issuer,
    client_id: profile === 'partner' ? sub : clientId,
    ...(profile === 'partner' && { cnf: confirmationOf(sub) }),
    token_use: 'access',
    scope: scopes.join(' '),
    origin_jti: `session-of-${sub}`,
    iat: now - 5,
    auth_time: now - 5,
    // A long run is one run.
    exp: now + 12 * hour,
  });
  const leaving = Array.from({ length: leavers }, (_, at) => [`leaver ${at}`, mint(claims(`leaver-${at}`))] as const);
  return {
    alice: mint(claims('alice')),
    bob: mint(claims('bob')),
    'alice, signed in long ago': mint({ ...claims('alice'), auth_time: now - 30 * 24 * hour }),
    'alice, signed out': mint({ ...claims('alice'), origin_jti: 'signed-out' }),
    'alice, without scopes': mint({ ...claims('alice'), scope: '' }),
    'alice, with an ID token': mint({ ...claims('alice'), token_use: 'id' }),
    'alice, an hour late': mint({ ...claims('alice'), exp: now - hour }),
    'alice, of another app': mint({ ...claims('alice'), client_id: 'other' }),
    'alice, of another issuer': mint({ ...claims('alice'), iss: 'https://issuer.invalid/other' }),
    'alice, with a token of another certificate': mint({ ...claims('alice'), cnf: confirmationOf('bob') }),
    'somebody with a made-up token': 'a.b.c',
    nobody: undefined,
    ...Object.fromEntries(leaving),
  };
}

/** The name of a caller: `alice`, `leaver 7`, `nobody`. */
export type Who = string;

/** `sub` of a caller. */
export const subOf = (who: Who): string =>
  isLeaver(who) ? who.replace(' ', '-') : who.startsWith('bob') ? 'bob' : 'alice';

/** Everybody with a certificate. */
export const holders: readonly string[] = [
  'alice',
  'bob',
  ...Array.from({ length: leavers }, (_, at) => `leaver-${at}`),
];

/** Those whose sessions may end: nobody needs them any more. */
export const isLeaver = (who: Who): boolean => who.startsWith('leaver ');

/** Those whose sessions must not: everything else is asked in their names. */
export const stays = (who: Who): boolean => ['alice', 'bob', 'alice, signed in long ago'].includes(who);
