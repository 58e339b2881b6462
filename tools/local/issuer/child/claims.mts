import { createHash, randomUUID } from 'node:crypto';
import type { JWTStructured, KoaContextWithOIDC } from 'oidc-provider';
import type { Account } from '../protocol.js';
import { changed, type Changes } from './trigger.mjs';

/** What a token is made from: a grant (one sign-in) and, where it is known, the code or refresh token traded for it. */
interface Source {
  readonly grantId?: string | undefined;
  readonly scope?: string | undefined;
}

/** The claims of Cognito's ID tokens beyond those that OpenID Connect itself puts in. */
export const idTokenClaims = (account: Account | undefined, source: Source | undefined) => ({
  sub: account?.sub,
  'cognito:username': account?.tokenName,
  token_use: 'id',
  origin_jti: originOf(source),
  event_id: randomUUID(),
  jti: randomUUID(),
  auth_time: undefined as number | undefined,
});

/** A Cognito access token: no `aud`, a UUID for `jti`, the header exactly `{ alg, kid }`. */
export function accessTokenClaims(
  { oidc }: KoaContextWithOIDC,
  token: Source,
  { sub, client_id, iss, iat, exp }: Readonly<Record<string, unknown>>,
  account: Account | undefined,
): JWTStructured {
  const source = oidc.entities.AuthorizationCode ?? oidc.entities.RefreshToken;
  if (oidc.params?.['grant_type'] === 'client_credentials')
    return asJwt(systemClaims({ client_id, iss, iat, exp }, token));
  return asJwt({
    sub,
    iss,
    version: 2,
    client_id,
    origin_jti: originOf(token),
    event_id: randomUUID(),
    token_use: 'access',
    scope: oidc.params?.['scope'] ?? source?.scope,
    auth_time: source?.authTime,
    exp,
    iat,
    jti: randomUUID(),
    username: account?.tokenName,
  });
}

/** A system is its own subject, and has no session that could be ended. */
const systemClaims = (
  { client_id, iss, iat, exp }: Readonly<Record<string, unknown>>,
  { scope }: Source,
): JWTStructured['payload'] => ({
  sub: client_id,
  token_use: 'access',
  scope,
  auth_time: iat,
  iss,
  exp,
  iat,
  version: 2,
  jti: randomUUID(),
  client_id,
});

/** The same token with the changes of a trigger. */
export const withChanges = ({ payload }: JWTStructured, changes: Changes | undefined): JWTStructured =>
  asJwt(changed(payload, changes));

function asJwt(claims: JWTStructured['payload']): JWTStructured {
  const payload = { ...claims };
  // oidc-provider refuses to sign a token without an audience, and writes it back: present, but never serialized.
  Object.defineProperty(payload, 'aud', { value: 'none', writable: true, enumerable: false });
  return { header: { typ: undefined }, payload };
}

/** One UUID for a sign-in and everything refreshed from it: what a deny-list of sessions holds. */
function originOf(source: Source | undefined): string {
  const digest = createHash('sha256')
    .update(source?.grantId ?? '')
    .digest('hex');
  return digest.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
}
