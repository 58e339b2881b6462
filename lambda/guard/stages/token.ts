import { JwtVerifier } from 'aws-jwt-verify';
import {
  FetchError,
  JwksNotAvailableInCacheError,
  JwksValidationError,
  JwtExpiredError,
  JwtInvalidAudienceError,
  WaitPeriodNotYetEndedJwkError,
} from 'aws-jwt-verify/error';
import type { JwksCache } from 'aws-jwt-verify/jwk';
import type { JwtPayload } from 'aws-jwt-verify/jwt-model';
import { callerIn, cognitoTokens, scopesIn, textIn, type AccessTokens } from '../access-tokens';
import { bearerToken } from '../bearer';
import type { Caller, Stage } from '../call';
import { Problem, unavailable } from '../problem';
import { isPublic } from '../routes';

export interface TokenOptions {
  /** `iss` of every token taken. */
  readonly issuer: string;
  /** The apps whose tokens are taken. */
  readonly clientIds: readonly string[];
  /** Prefix of the scopes: `wallet` for `wallet/accounts.read`. Absent, they have none. */
  readonly resourceServer?: string | undefined;
  readonly keys: JwksCache;
  /** Under which address `keys` knows the issuer's. Absent: where Cognito publishes them. */
  readonly jwksUri?: string | undefined;
  /** How the issuer writes its tokens. Absent: as Cognito does. */
  readonly tokens?: AccessTokens;
}

const notOurs = 'The token is not one of ours.';

/** RFC 6750, section 3: a 401 says how to authenticate, and names an error only where there was a token. */
const refuse = (code: string, detail: string, challenge = 'Bearer error="invalid_token"'): Problem =>
  new Problem({ status: 401, code, detail, headers: { 'www-authenticate': challenge } });

/**
 * Verifies the token itself, from the Authorization header. The claims that the gateway's authorizer passes on are not
 * looked at: an authorizer detached by mistake, or a route added without one, must not turn into an open door.
 */
export function token(options: TokenOptions): Stage {
  const { issuer, clientIds, resourceServer, keys, jwksUri, tokens = cognitoTokens } = options;
  assertComplete(options, tokens);
  // Cognito's access tokens carry no `aud`; the app stands in `client_id`, checked below.
  // The library takes a `jwksUri` that is there and undefined for the address of the keys.
  const verifier = JwtVerifier.create(
    { issuer, audience: tokens.audience, ...(jwksUri === undefined ? {} : { jwksUri }) },
    { jwksCache: forOurs(keys, issuer) },
  );
  const prefix = resourceServer === undefined ? '' : `${resourceServer}/`;

  return async function tokenStage({ headers }, { row }) {
    if (row === undefined) throw new Error('token: the route stage stands before this one');
    if (isPublic(row)) return {};
    const compact = fromHeader(headers.authorization);
    const payload = await verifier.verify(compact).catch((error: unknown) => {
      throw problemOf(error);
    });
    return { caller: identify(payload, { clientIds, tokens, prefix, scope: row.scope }) };
  };
}

function assertComplete({ clientIds, resourceServer }: TokenOptions, { audience, saysItsUse }: AccessTokens): void {
  if (clientIds.length === 0 || clientIds.includes(''))
    throw new Error('token: clientIds: takes one client id or more');
  if (resourceServer !== undefined && !/^[\w-]+$/.test(resourceServer))
    throw new Error('token: resourceServer: takes a name such as wallet');
  if (audience === '' || (audience === null && !saysItsUse))
    throw new Error('token: audience: takes a name, where nothing else tells an access token from an ID token');
  if (audience !== null && clientIds.includes(audience))
    throw new Error("token: audience: takes a name that is no client's, because ID tokens are made for clients");
}

function fromHeader(authorization: string | undefined): string {
  if (authorization === undefined || authorization === '')
    throw refuse('token_missing', 'Send an access token: Authorization: Bearer …', 'Bearer');
  const compact = bearerToken(authorization);
  if (compact === undefined) throw refuse('token_invalid', 'Authorization takes one Bearer access token.');
  return compact;
}

/**
 * The library asks for the key when it has taken a token apart and believes nothing of it yet. What is plainly not ours is refused
 * here, so that it does not make the function fetch keys. One algorithm (RFC 8725, 3.1), no critical extensions, as none is
 * understood (RFC 7515, 4.1.11).
 */
const forOurs = (keys: JwksCache, issuer: string): JwksCache => ({
  async getJwk(uri, jwt) {
    const { header, payload } = jwt;
    if (header.alg !== 'RS256' || header['crit'] !== undefined) throw refuse('token_invalid', notOurs);
    if (payload.iss !== issuer) throw refuse('token_wrong_issuer', 'The token is of another issuer.');
    return keys.getJwk(uri, jwt);
  },
  getCachedJwk: (uri, jwt) => keys.getCachedJwk(uri, jwt),
  addJwks: (uri, jwks) => keys.addJwks(uri, jwks),
  getJwks: uri => keys.getJwks(uri),
});

interface Wanted extends Pick<TokenOptions, 'clientIds'> {
  readonly tokens: AccessTokens;
  readonly prefix: string;
  readonly scope: string;
}

function identify(payload: JwtPayload, { clientIds, tokens, prefix, scope }: Wanted): Caller {
  // The library takes a token without an expiry for one that never expires.
  if (payload.exp === undefined) throw refuse('token_invalid', notOurs);
  // An ID token tells the app who its user is. It was never meant for an API, and carries no scopes to limit it.
  if (tokens.saysItsUse && payload.token_use !== 'access')
    throw refuse('token_wrong_use', 'This API takes access tokens only.');
  const clientId = textIn(payload, tokens.client);
  if (clientId === undefined || !clientIds.includes(clientId))
    throw refuse('token_wrong_client', 'The token was issued to another app.');
  const sub = callerIn(payload, tokens, clientId);
  if (sub === undefined) throw refuse('token_invalid', 'The token names no user.');
  const scopes = scopesIn(payload, tokens)
    .filter(name => name.startsWith(prefix))
    .map(name => name.slice(prefix.length));
  if (!scopes.includes(scope))
    throw new Problem({
      status: 403,
      code: 'token_missing_scope',
      detail: `The token lacks the scope ${prefix}${scope}.`,
      headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${prefix}${scope}"` },
    });
  return { sub, clientId, scopes, ...sessionOf(payload, tokens) };
}

/** What later stages ask of a token. A claim of another type than it has in any token of the issuer is a refusal. */
function sessionOf(payload: JwtPayload, { session }: AccessTokens): Omit<Caller, 'sub' | 'clientId' | 'scopes'> {
  const { [session]: sessionId, auth_time: signedInAt, amr, iat, cnf } = payload;
  // Null is no time and not none: an issuer that writes it says nothing of when anybody signed in.
  const authenticatedAt = signedInAt === undefined ? iat : signedInAt;
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
  if (error instanceof JwtInvalidAudienceError)
    return refuse('token_wrong_audience', 'The token was made for another API.');
  if (error instanceof JwtExpiredError) return refuse('token_expired', 'The token has expired; get a new one.');
  return refuse('token_invalid', notOurs);
}
