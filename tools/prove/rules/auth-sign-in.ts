import type { Json } from '../json';
import { clientsOf, names, poolsBehind } from '../facts/user-pool';
import { at, text } from '../graph/lookups';
import { unknownIn } from '../marks';
import type { Resource } from '../model';
import { stands, unproven, weak, type Context, type Rule, type Verdict } from '../rule';

/** The user pool that issues the tokens gives them to people, not to whoever guesses or listens. */
export const authSignIn: Rule = {
  id: 'auth/sign-in',
  layer: 'auth',
  reason:
    'The authorizer believes every token of the pool, so the way to a token is a way past it: the implicit grant shows tokens in addresses, the password grant shows passwords to the app (RFC 9700, 2.1.2 and 2.4), and a token that lives for a day works for a day after it was stolen.',
  fix: 'Client: AllowedOAuthFlows code (or client_credentials), no ALLOW_USER_PASSWORD_AUTH, https callbacks, access tokens of an hour at most, EnableTokenRevocation. Pool: passwords of eight characters at least.',
  check({ route }, context) {
    return poolsBehind(context.model, route.authorization).flatMap(pool =>
      context.once(authSignIn.id, pool, () => {
        const found = [
          ...ofPool(pool, context.properties(pool)),
          ...clientsOf(context.model, pool).flatMap(client => ofClient(client, context)),
        ];
        return found.length > 0
          ? found
          : [stands({ resource: pool }, 'tokens by code or client credentials, short-lived')];
      }),
    );
  },
};

function ofPool(resource: Resource, written: Readonly<Record<string, Json>>): readonly Verdict[] {
  const property = 'Policies.PasswordPolicy.MinimumLength';
  const length = at(written, property);
  const reason = unknownIn(length);
  if (reason !== undefined) return [unproven({ resource, property }, reason)];
  // Cognito's own default is 8.
  return Number(length ?? 8) >= 8 ? [] : [weak({ resource, property }, 'passwords shorter than eight characters')];
}

function ofClient(resource: Resource, { properties }: Context): readonly Verdict[] {
  const written = properties(resource);
  const place = (property: string) => ({ resource, property });
  const asked = ['AllowedOAuthFlows', 'ExplicitAuthFlows', 'CallbackURLs', 'AccessTokenValidity', 'TokenValidityUnits'];
  for (const property of asked) {
    const reason = unknownIn(written[property]);
    if (reason !== undefined) return [unproven(place(property), reason)];
  }
  const plain = names(written['CallbackURLs']).find(url => /^http:\/\/(?!localhost[:/]|127\.0\.0\.1[:/])/.test(url));
  const minutes = accessTokenMinutes(written);
  return [
    ...(names(written['AllowedOAuthFlows']).includes('implicit')
      ? [weak(place('AllowedOAuthFlows'), 'the implicit grant shows tokens in addresses')]
      : []),
    ...(names(written['ExplicitAuthFlows']).some(flow => /^(?:ALLOW_)?USER_PASSWORD_AUTH$/.test(flow))
      ? [weak(place('ExplicitAuthFlows'), 'the app sees passwords')]
      : []),
    ...(plain === undefined ? [] : [weak(place('CallbackURLs'), `${plain}: the code travels in plaintext`)]),
    ...(minutes <= 60 ? [] : [weak(place('AccessTokenValidity'), `access tokens live ${minutes} minutes`)]),
    ...(written['EnableTokenRevocation'] === false || written['EnableTokenRevocation'] === 'false'
      ? [weak(place('EnableTokenRevocation'), 'a refresh token cannot be revoked')]
      : []),
  ];
}

const units: Readonly<Record<string, number>> = { seconds: 1 / 60, minutes: 1, hours: 60, days: 24 * 60 };

/** Hours unless another unit is written; an hour unless anything is. */
function accessTokenMinutes(written: Readonly<Record<string, Json>>): number {
  const unit = text(at(written, 'TokenValidityUnits.AccessToken')) ?? 'hours';
  return Number(written['AccessTokenValidity'] ?? 60 / (units[unit] ?? 60)) * (units[unit] ?? 60);
}
