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
  const isSystem = account === undefined;
  const scopes = scope.split(' ').filter(each => each !== '');
  return {
    header: { typ: 'JWT' },
    payload: {
      iss,
      iat,
      exp,
      jti: randomUUID(),
      // Auth0 adds its own address where `openid` was asked for.
      aud:
        !isSystem && own.client === 'azp' && own.scopes === 'scope'
          ? [own.audience, `${String(iss)}userinfo`]
          : own.audience,
      ...(isSystem ? systemClaims(String(clientId), isOkta) : personClaims(own, account)),
      [own.client]: clientId,
      [own.scopes]: isOkta ? scopes : scopes.join(' '),
      ...(isOkta ? { auth_time: authTime, ver: 1 } : {}),
    },
  };
}

/** Where the user is another claim, `sub` is an address (Okta) or differs from app to app (Entra ID). */
const personClaims = (own: OwnClaims, { sub, username }: Account) => ({
  sub: own.user === 'sub' ? sub : `${username}@example.com`,
  [own.user]: sub,
});

/** A system is its own subject, which Auth0 writes in its own way. */
const systemClaims = (clientId: string, isOkta: boolean) =>
  isOkta ? { sub: clientId } : { sub: `${clientId}@clients`, gty: 'client-credentials' };
