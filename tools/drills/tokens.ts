import { createHmac, createPublicKey, generateKeyPairSync, randomBytes, sign, type JsonWebKey } from 'node:crypto';
import { jws } from '../fixtures/jws';

/** Forging tokens, for attacks. No library: the ones that sign well refuse to sign badly, which is the point of them. */

type Json = Record<string, unknown>;

const encode = (value: Json): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function part(token: string, i: 0 | 1): Json {
  return JSON.parse(Buffer.from(token.split('.')[i] ?? '', 'base64url').toString()) as Json;
}

/** What a token claims, unverified. */
export const claimsOf = (token: string): Json => part(token, 1);

/** The scopes of a token, however its issuer writes them. */
export function scopesOf(token: string): readonly string[] {
  const { scope, scp } = claimsOf(token);
  const written = scope ?? scp;
  return Array.isArray(written) ? written.map(String) : String(written).split(' ');
}

const clientClaims = ['client_id', 'azp', 'cid', 'appid'];

const renamed = (claims: Json, names: readonly string[], to = 'another-app'): Json =>
  Object.fromEntries(names.filter(name => name in claims).map(name => [name, to]));

/** The same claims of nobody, whichever of them names the user. */
export const ofNobody = (claims: Json): Json => ({ ...claims, ...renamed(claims, ['sub', 'uid', 'oid'], '') });

/** The same claims for another app. */
export const ofAnotherClient = (claims: Json): Json => ({ ...claims, ...renamed(claims, clientClaims) });

/** The same claims for another app and, where tokens name the API, for another API. */
export const ofAnotherApp = (claims: Json): Json => ({ ...ofAnotherClient(claims), ...renamed(claims, ['aud']) });

/** The same claims without a signature (RFC 7519, section 6: unsecured JWT). */
export const unsigned = (token: string): string =>
  `${encode({ ...part(token, 0), alg: 'none' })}.${encode(claimsOf(token))}.`;

/**
 * The same claims under HMAC with the issuer's public key as the secret: a verifier that lets the token choose the
 * algorithm takes it (RFC 8725, section 2.1).
 */
export function hmacWithPublicKey(token: string, keys: readonly Record<string, unknown>[]): string {
  const header = part(token, 0);
  const key = keys.find(({ kid }) => kid === header.kid);
  if (key === undefined) throw new Error('the issuer serves no key for its own token');
  const pem = createPublicKey({ key: key as JsonWebKey, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  const text = `${encode({ ...header, alg: 'HS256' })}.${encode(claimsOf(token))}`;
  return `${text}.${createHmac('sha256', pem).update(text).digest('base64url')}`;
}

/** The same claims and `kid`, signed by a key of the attacker's. */
export function signedByStranger(token: string): string {
  return pretended(token, {});
}

let stranger: ReturnType<typeof makeKey> | undefined;
const makeKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
/** A key that the issuer has never seen; made once, because that takes long. */
const strangersKey = (): ReturnType<typeof makeKey> => (stranger ??= makeKey());

/** Other claims under the signature of the honest token. */
export function altered(token: string, claims: Json): string {
  const [header, , signature] = token.split('.');
  return `${header}.${encode({ ...claimsOf(token), ...claims })}.${signature}`;
}

/** A guess: as long as a token's signature, never issued. */
export const guessed = (): string => randomBytes(32).toString('base64url');

/** The same claims under a header of the attacker's making, signed by a key of theirs. */
export function pretended(token: string, header: Json, { privateKey } = strangersKey()): string {
  return jws({ ...part(token, 0), ...header }, claimsOf(token), privateKey);
}

/** Signed by a key that the token itself brings along. */
export function carryingItsKey(token: string): string {
  const key = strangersKey();
  return pretended(token, { jwk: { ...key.publicKey.export({ format: 'jwk' }), use: 'sig' } }, key);
}

/** Signed with an HMAC whose secret is the empty text. */
export function underEmptyKey(token: string, header: Json): string {
  const text = `${encode({ ...part(token, 0), ...header, alg: 'HS256' })}.${encode(claimsOf(token))}`;
  return `${text}.${createHmac('sha256', '').update(text).digest('base64url')}`;
}

/** The honest token as the content of another (RFC 7519, section 5.2). */
export function wrapped(token: string): string {
  const text = `${encode({ ...part(token, 0), cty: 'JWT' })}.${Buffer.from(token).toString('base64url')}`;
  return `${text}.${sign('sha256', Buffer.from(text), strangersKey().privateKey).toString('base64url')}`;
}

/** Another subject put in front of the one that was signed. */
export function withTwoSubjects(token: string, sub: string): string {
  const [header, , signature] = token.split('.');
  const payload = JSON.stringify(claimsOf(token)).replace('{', `{"sub":${JSON.stringify(sub)},`);
  return `${header}.${Buffer.from(payload).toString('base64url')}.${signature}`;
}
