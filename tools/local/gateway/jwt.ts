import {
  JwtExpiredError,
  JwtInvalidIssuerError,
  JwtInvalidSignatureAlgorithmError,
  JwtInvalidSignatureError,
  JwtNotBeforeError,
  JwtWithoutValidKidError,
  KidNotFoundInJwksError,
} from 'aws-jwt-verify/error';
import { decomposeUnverifiedJwt } from 'aws-jwt-verify/jwt';
import type { JwtPayload } from 'aws-jwt-verify/jwt-model';
import type { FetchJson } from './https-json';
import { createVerifySignature, KeysUnreachable } from './jwt-keys';
import { forbidden, Refusal, unauthorized } from './refusal';
import type { AuthorizerConfig } from './template-routes';

/**
 * The JWT authorizer of HTTP APIs (developer guide, "Control access to HTTP APIs with JWT authorizers"). What it does not
 * check stays unchecked here: `token_use`, revocation, any binding. An ID token passes a route without scopes.
 */
export type AuthorizeJwt = (source: string | undefined, scopes: readonly string[]) => Promise<Authorized>;

export interface Authorized {
  readonly claims: Readonly<Record<string, string>>;
  /** The scopes of the route that the token has; null where the route asks for none. */
  readonly scopes: readonly string[] | null;
}

const rsaOnly = ['RS256', 'RS384', 'RS512'];

export function createJwtAuthorizer(
  { issuer, audiences }: AuthorizerConfig,
  fetchJson: FetchJson,
  now: () => number = Date.now,
): AuthorizeJwt {
  const verifySignature = createVerifySignature(issuer, fetchJson, now);
  return async (source, scopes) => {
    // With or without the word Bearer: the guide allows both.
    const token = source?.replace(/^bearer +/i, '').trim() ?? '';
    if (token === '') throw refuse('no-token');
    assertAlgorithm(token);
    const payload = await verifySignature(token).catch((error: unknown) => Promise.reject(translate(error)));
    assertClaims(payload, audiences, now() / 1_000);
    const granted = scopesOf(payload);
    const matching = scopes.filter(scope => granted.includes(scope));
    if (scopes.length > 0 && matching.length === 0) throw insufficient(scopes);
    return { claims: textual(payload), scopes: scopes.length > 0 ? matching : null };
  };
}

/** Before any key is looked up, so that `none` and the HMACs never meet one. */
export function assertAlgorithm(token: string): void {
  let algorithm: unknown;
  try {
    algorithm = decomposeUnverifiedJwt(token).header.alg;
  } catch {
    throw refuse('malformed', 'unable to decode the token');
  }
  if (typeof algorithm !== 'string' || !rsaOnly.includes(algorithm))
    throw refuse('algorithm', 'the token is not signed with RSA');
}

function assertClaims(
  { aud, exp, iat, client_id: client }: JwtPayload,
  audiences: readonly string[],
  now: number,
): void {
  if (typeof exp !== 'number') throw refuse('no-expiry', 'the token has no expiry');
  if (typeof iat === 'number' && iat > now) throw refuse('not-yet-valid', 'the token is not valid yet');
  // client_id counts only where there is no aud: Cognito's access tokens have none.
  const named = aud === undefined || aud === null ? [client] : [aud].flat();
  if (!named.some(name => typeof name === 'string' && audiences.includes(name)))
    throw refuse('audience', 'the token does not have a valid audience');
}

/** The scopes a token grants. */
export function scopesOf({ scope, scp }: JwtPayload): string[] {
  const claim: unknown = scope ?? scp;
  if (Array.isArray(claim)) return claim.map(String);
  return typeof claim === 'string' ? claim.split(' ') : [];
}

const faults = [
  [JwtExpiredError, 'expired', 'the token has expired'],
  [JwtNotBeforeError, 'not-yet-valid', 'the token is not valid yet'],
  [JwtInvalidIssuerError, 'issuer', 'the token is not from the issuer'],
  [JwtInvalidSignatureError, 'signature', 'the signature is invalid'],
  [JwtInvalidSignatureAlgorithmError, 'algorithm', 'the token is signed with another algorithm than its key'],
  [KidNotFoundInJwksError, 'unknown-key', 'no key of the issuer has this kid'],
  [JwtWithoutValidKidError, 'unknown-key', 'the token names no key'],
  [KeysUnreachable, 'issuer-unreachable', 'OIDC discovery endpoint communication error'],
] as const;

/** What aws-jwt-verify found, as API Gateway words it. */
export function translate(error: unknown): Refusal {
  const [, reason, description] = faults.find(([type]) => error instanceof type) ?? [];
  return reason === undefined ? refuse('malformed', 'unable to verify the token') : refuse(reason, description);
}

function refuse(reason: string, description?: string): Refusal {
  const challenge =
    description === undefined ? 'Bearer' : `Bearer scope="" error="invalid_token" error_description="${description}"`;
  return new Refusal('auth', reason, { ...unauthorized, headers: { 'www-authenticate': challenge } });
}

function insufficient(scopes: readonly string[]): Refusal {
  const challenge = `Bearer scope="${scopes.join(' ')}" error="insufficient_scope"`;
  return new Refusal('auth', 'scope', { ...forbidden, headers: { 'www-authenticate': challenge } });
}

/** API Gateway hands every claim over as text, lists as `[a b]`. */
export const textual = (payload: JwtPayload): Record<string, string> =>
  Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, text(value)]));

function text(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(text).join(' ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([name, inner]) => `${name}:${text(inner)}`);
    return `map[${entries.join(' ')}]`;
  }
  return String(value);
}
