import { JwtVerifier } from 'aws-jwt-verify';
import {
  FetchError,
  JwksNotAvailableInCacheError,
  JwksValidationError,
  JwtExpiredError,
  WaitPeriodNotYetEndedJwkError,
} from 'aws-jwt-verify/error';
import type { JwksCache } from 'aws-jwt-verify/jwk';
import { decomposeUnverifiedJwt } from 'aws-jwt-verify/jwt';
import type { JwtPayload } from 'aws-jwt-verify/jwt-model';
import { bearerToken } from '../bearer';
import type { Caller, Stage } from '../call';
import { Problem, unavailable } from '../problem';
import { isPublic } from '../routes';

export interface TokenOptions {
  /** `iss` of every token taken, and where its keys are published. */
  readonly issuer: string;
  /** The apps whose tokens are taken. */
  readonly clientIds: readonly string[];
  /** Prefix of the scopes: `wallet` for `wallet/accounts.read`. */
  readonly resourceServer: string;
  readonly keys: JwksCache;
}

const notOurs = 'The token is not one of ours.';

/** RFC 6750, section 3: a 401 says how to authenticate, and names an error only where there was a token. */
const refuse = (code: string, detail: string, challenge = 'Bearer error="invalid_token"'): Problem =>
  new Problem({ status: 401, code, detail, headers: { 'www-authenticate': challenge } });

/**
 * Verifies the token itself, from the Authorization header. The claims that the gateway's authorizer passes on are not
 * looked at: an authorizer detached by mistake, or a route added without one, must not turn into an open door.
 */
export function token({ issuer, clientIds, resourceServer, keys }: TokenOptions): Stage {
  if (clientIds.length === 0 || clientIds.includes(''))
    throw new Error('token: clientIds: takes one client id or more');
  if (!/^[\w-]+$/.test(resourceServer)) throw new Error('token: resourceServer: takes a name such as wallet');
  // Cognito's access tokens carry no `aud`; the app stands in `client_id`, checked below.
  const verifier = JwtVerifier.create({ issuer, audience: null }, { jwksCache: keys });

  const verify = async (compact: string): Promise<JwtPayload> => {
    refuseForeign(compact, issuer);
    return verifier.verify(compact);
  };

  return async function tokenStage({ headers }, { row }) {
    if (row === undefined) throw new Error('token: the route stage stands before this one');
    if (isPublic(row)) return {};
    const payload = await verify(fromHeader(headers.authorization)).catch((error: unknown) => {
      throw problemOf(error);
    });
    return { caller: identify(payload, clientIds, { prefix: `${resourceServer}/`, scope: row.scope }) };
  };
}

function fromHeader(authorization: string | undefined): string {
  if (authorization === undefined || authorization === '')
    throw refuse('token_missing', 'Send an access token: Authorization: Bearer …', 'Bearer');
  const compact = bearerToken(authorization);
  if (compact === undefined) throw refuse('token_invalid', 'Authorization takes one Bearer access token.');
  return compact;
}

/**
 * Looks at a token before its signature is checked, only to refuse: what is plainly not ours must not make the function
 * fetch keys. One algorithm (RFC 8725, 3.1), no critical extensions, as none is understood (RFC 7515, 4.1.11).
 */
function refuseForeign(compact: string, issuer: string): void {
  const { header, payload } = decomposeUnverifiedJwt(compact);
  if (header.alg !== 'RS256' || header.crit !== undefined) throw refuse('token_invalid', notOurs);
  if (payload.iss !== issuer) throw refuse('token_wrong_issuer', 'The token is of another issuer.');
}

function identify(
  payload: JwtPayload,
  clientIds: readonly string[],
  { prefix, scope }: { readonly prefix: string; readonly scope: string },
): Caller {
  // The library takes a token without an expiry for one that never expires.
  if (payload.exp === undefined) throw refuse('token_invalid', notOurs);
  // An ID token tells the app who its user is. It was never meant for an API, and carries no scopes to limit it.
  if (payload.token_use !== 'access') throw refuse('token_wrong_use', 'This API takes access tokens only.');
  const { client_id: clientId, sub } = payload;
  if (typeof clientId !== 'string' || !clientIds.includes(clientId))
    throw refuse('token_wrong_client', 'The token was issued to another app.');
  if (sub === undefined || sub === '') throw refuse('token_invalid', 'The token names no user.');
  const scopes = (payload.scope?.split(' ') ?? [])
    .filter(name => name.startsWith(prefix))
    .map(name => name.slice(prefix.length));
  if (!scopes.includes(scope))
    throw new Problem({
      status: 403,
      code: 'token_missing_scope',
      detail: `The token lacks the scope ${prefix}${scope}.`,
      headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${prefix}${scope}"` },
    });
  return { sub, clientId, scopes, ...sessionOf(payload) };
}

/** What later stages ask of a token. A claim of another type than it has in any token of the issuer is a refusal. */
function sessionOf({
  origin_jti: sessionId,
  auth_time: signedInAt,
  amr,
  iat,
  cnf,
}: JwtPayload): Omit<Caller, 'sub' | 'clientId' | 'scopes'> {
  const authenticatedAt = signedInAt ?? iat;
  if (typeof authenticatedAt !== 'number') throw refuse('token_invalid', notOurs);
  if (sessionId !== undefined && (typeof sessionId !== 'string' || sessionId === ''))
    throw refuse('token_invalid', notOurs);
  return {
    authenticatedAt,
    methods: Array.isArray(amr) ? amr.filter(method => typeof method === 'string') : [],
    ...(signedInAt === undefined ? {} : { signedInAt: authenticatedAt }),
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(cnf === undefined ? {} : { confirmedThumbprint: thumbprintIn(cnf) }),
  };
}

/** A confirmation that is not understood must not count as none (RFC 7800, section 3.1). */
function thumbprintIn(confirmation: unknown): string {
  const thumbprint =
    typeof confirmation === 'object' && confirmation !== null && 'x5t#S256' in confirmation
      ? confirmation['x5t#S256']
      : undefined;
  if (typeof thumbprint !== 'string') throw refuse('token_invalid', notOurs);
  return thumbprint;
}

function problemOf(error: unknown): unknown {
  if (error instanceof Problem) return error;
  // Without the issuer's keys nothing can be verified. Neither can it while the library waits after an unknown key id:
  // that may be a forgery or a key that is seconds old, and an honest client survives "not now" but not "sign in again".
  if (
    error instanceof FetchError ||
    error instanceof JwksValidationError ||
    error instanceof JwksNotAvailableInCacheError ||
    error instanceof WaitPeriodNotYetEndedJwkError
  )
    return unavailable('issuer_unavailable', error);
  if (error instanceof JwtExpiredError) return refuse('token_expired', 'The token has expired; get a new one.');
  return refuse('token_invalid', notOurs);
}
