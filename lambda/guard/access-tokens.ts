import type { JwtPayload } from 'aws-jwt-verify/jwt-model';

/** How an issuer writes its access tokens: the claims that mean the same, and are called otherwise by each. */
export interface AccessTokens {
  /** What `aud` must name; null for Cognito, whose access tokens have none. */
  readonly audience: string | null;
  /** Where the scopes stand: a text with spaces between them, or a list. */
  readonly scopes: 'scope' | 'scp';
  /** The app a token was issued to. */
  readonly client: 'client_id' | 'azp' | 'cid' | 'appid';
  /** The user: a name that is never given to somebody else. */
  readonly user: 'sub' | 'uid' | 'oid';
  /** What stands in `user` behind a system's client id (client credentials); absent, nothing, or only people call. */
  readonly systemSuffix?: '@clients';
  /** One sign-in and all that is refreshed from it; not in every token. */
  readonly session: 'origin_jti' | 'sid';
  /** Cognito says of every token what it is for. Others tell an ID token from an access token by its audience. */
  readonly saysItsUse: boolean;
}

export const cognitoTokens: AccessTokens = {
  audience: null,
  scopes: 'scope',
  client: 'client_id',
  user: 'sub',
  session: 'origin_jti',
  saysItsUse: true,
};

/** The scopes of a token. A claim of another type gives none (RFC 9068, section 2.2.3; Okta writes a list). */
export function scopesIn(payload: JwtPayload, { scopes }: Pick<AccessTokens, 'scopes'>): readonly string[] {
  const written: unknown = payload[scopes];
  if (typeof written === 'string') return written.split(' ');
  return Array.isArray(written) ? written.filter(scope => typeof scope === 'string') : [];
}

/** Who calls: a person by the issuer's name for them, a system by its client id, whatever the issuer puts behind it. */
export function callerIn(payload: JwtPayload, tokens: AccessTokens, clientId: string): string | undefined {
  const named = textIn(payload, tokens.user);
  return tokens.systemSuffix !== undefined && named === `${clientId}${tokens.systemSuffix}` ? clientId : named;
}

/** A claim that is a text and not empty, or undefined. */
export function textIn(payload: JwtPayload, claim: keyof JwtPayload & string): string | undefined {
  const written: unknown = payload[claim];
  return typeof written === 'string' && written !== '' ? written : undefined;
}
