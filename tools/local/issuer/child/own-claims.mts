import { randomUUID } from 'node:crypto';
import type { JWTStructured } from 'oidc-provider';
import type { Account, OwnClaims } from '../protocol.js';

interface Made {
  readonly payload: Readonly<Record<string, unknown>>;
  readonly account: Account | undefined;
  readonly scope: string;
  /** Okta alone writes it into access tokens. */
  readonly authTime: number | undefined;
}

/** An access token as Okta, Entra ID or Auth0 writes it, by the names of its claims. */
export function ownAccessToken(own: OwnClaims, { payload, account, scope, authTime }: Made): JWTStructured {
  const { iss, iat, exp, client_id: clientId } = payload;
  const isOkta = own.client === 'cid';
  const scopes = scope.split(' ').filter(each => each !== '');
  return {
    header: { typ: 'JWT' },
    payload: {
      iss,
      iat,
      exp,
      jti: randomUUID(),
      // Auth0 adds its own address where `openid` was asked for.
      aud: own.client === 'azp' && own.scopes === 'scope' ? [own.audience, `${String(iss)}userinfo`] : own.audience,
      // Where the user is another claim, `sub` is an address (Okta) or differs from app to app (Entra ID).
      sub: own.user === 'sub' ? account?.sub : `${account?.username}@example.com`,
      [own.user]: account?.sub,
      [own.client]: clientId,
      [own.scopes]: isOkta ? scopes : scopes.join(' '),
      ...(isOkta ? { auth_time: authTime, ver: 1 } : {}),
    },
  };
}
