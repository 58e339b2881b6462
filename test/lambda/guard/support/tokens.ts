import { createHmac } from 'node:crypto';
import { SimpleJwksCache, type Jwks } from 'aws-jwt-verify/jwk';
import { jws } from '../../../../tools/fixtures/jws';
import { rsaKeys } from '../../../rsa-keys';

export const issuer = 'https://issuer.localhost/eu-west-1_test';
export const clientId = 'app1';

const [pair, stranger] = rsaKeys();
const kid = 'key-1';
const jwk = { ...pair.publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' };

const jwks = { keys: [jwk] } as Jwks;
/** What the issuer publishes. */
export const keySet = JSON.stringify(jwks);
export const publicKeyPem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();

/** Stands in for the network: every fetch gives this text. */
export const answering = (text: string) => ({ fetch: async () => new TextEncoder().encode(text).buffer });

/** The issuer's keys, as if fetched. An unknown key id finds nobody to ask. */
export function keys(known: Jwks = jwks): SimpleJwksCache {
  const cache = new SimpleJwksCache({ fetcher: answering(JSON.stringify(known)) });
  cache.addJwks(`${issuer}/.well-known/jwks.json`, known);
  return cache;
}

const now = (): number => Math.floor(Date.now() / 1000);

/** An access token as Cognito makes it. */
export const accessClaims = (sub: string, ...scopes: readonly string[]) => ({
  sub,
  iss: issuer,
  client_id: clientId,
  token_use: 'access',
  scope: scopes.map(scope => `wallet/${scope}`).join(' '),
  iat: now() - 5,
  auth_time: now() - 5,
  exp: now() + 300,
  jti: 'e3c1c6b0-9a55-4b52-a5c5-5a1d6c4f5a10',
});

/** An ID token as Cognito makes it. */
export const idClaims = (sub: string) => {
  const { client_id: aud, scope: _scope, ...claims } = accessClaims(sub);
  return { ...claims, aud, token_use: 'id', 'cognito:username': 'alice' };
};

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function compact(header: object, claims: object, sign: (text: string) => string): string {
  const text = `${encode(header)}.${encode(claims)}`;
  return `${text}.${sign(text)}`;
}

/** Signed with the issuer's key. */
export const signed = (claims: object, header: object = {}): string =>
  jws({ alg: 'RS256', kid, ...header }, claims, pair.privateKey);

/** Signed with a key of the attacker's own, under the issuer's key id. */
export const forged = (claims: object, header: object = {}): string =>
  jws({ alg: 'RS256', kid, ...header }, claims, stranger.privateKey);

/** RS256's public key taken for an HMAC secret (RFC 8725, 2.1). */
export const confused = (claims: object): string =>
  compact({ alg: 'HS256', kid }, claims, text => createHmac('sha256', publicKeyPem).update(text).digest('base64url'));

export const unsigned = (claims: object, signature = ''): string =>
  compact({ alg: 'none', kid }, claims, () => signature);
