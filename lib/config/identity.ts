import * as z from 'zod';
import { hostname, httpsUrl, shortName, takes } from './fields';

/** Who issues the tokens: a user pool that this app makes, or an issuer that is already there. */

/** The issuer's keys fetched ahead, in `config/<env>/`; absent: each function fetches them itself. */
const keysFile = takes(
  'the name of a .json file in config/<env>/',
  z.string().regex(/^[a-z0-9][a-z0-9._-]{0,57}\.json$/),
).optional();

const userPool = {
  kind: takes("'cognito' (a user pool of this app) or 'jwt' (an issuer of one's own)", z.literal('cognito')).default(
    'cognito',
  ),
  resourceServer: shortName('wallet'),
  domainPrefix: takes(
    'a user-pool domain prefix (lower case, unique in the Region, without aws, amazon or cognito)',
    z.string().regex(/^(?!.*(?:aws|amazon|cognito))(?!-)[a-z0-9-]{1,63}(?<!-)$/),
  ),
  keysFile,
};

/** Where only systems call. */
export const systems = z.strictObject(userPool);

/** Where people sign in. */
export const people = z.strictObject({
  ...userPool,
  plan: takes(
    "'essentials' or 'plus' (threat protection and a log of sign-ins); Cognito's 'lite' has neither this sign-in page nor passkeys",
    z.enum(['essentials', 'plus']),
  ).default('essentials'),
  signUp: takes("'open' (anyone may sign up) or 'admin-only'", z.enum(['open', 'admin-only'])),
  callbackUrls: takes('one https:// URL or more', z.array(httpsUrl).min(1)),
  logoutUrls: z.array(httpsUrl),
  /** Absent: nobody is offered a passkey. A passkey belongs to this host name for good. */
  passkeys: z.strictObject({ relyingPartyId: hostname }).optional(),
});

export const clientId = takes('a client id: letters, digits, _ and -', z.string().regex(/^[\w-]{1,128}$/));

const existing = {
  kind: z.literal('jwt'),
  /** As the tokens have it, to the last slash. */
  issuer: takes(
    'the iss of the tokens: an https:// URL without query or fragment',
    z.string().regex(/^https:\/\/[a-z0-9.-]+(?::\d{1,5})?(?:\/[\w.~/-]*)?$/),
  ),
  /** What tells an access token for this API from every other token of the issuer. */
  audience: takes('what aud of the access tokens names: the API, not an app', z.string().regex(/^[!-~]{1,255}$/)),
  scopeClaim: takes("'scope' (Auth0) or 'scp' (Okta, Entra ID)", z.enum(['scope', 'scp'])),
  /** Only where the issuer's scopes have a prefix: `wallet` for `wallet/accounts.read`. */
  resourceServer: shortName('wallet').optional(),
  keysFile,
};

/** Okta, Entra ID, Auth0 and whoever else publishes an OpenID discovery document and RSA keys. */
export const ownIssuer = z.strictObject({
  ...existing,
  clients: takes('one client id to 50: the apps whose tokens are taken', z.array(clientId).min(1).max(50)),
  clientClaim: takes(
    "'azp' (Auth0, Entra ID 2.0), 'cid' (Okta), 'appid' (Entra ID 1.0) or 'client_id' (RFC 9068)",
    z.enum(['azp', 'cid', 'appid', 'client_id']),
  ),
  /** Must never be given to somebody else: Okta's `sub` is an address, so its users are `uid`. */
  userClaim: takes("'sub' (Auth0), 'uid' (Okta) or 'oid' (Entra ID)", z.enum(['sub', 'uid', 'oid'])).default('sub'),
});

/** The same for systems. Entra ID gives them roles, and a gateway that asks for scopes finds none. */
export const ownIssuerOfSystems = z.strictObject({
  ...existing,
  clientClaim: takes(
    "'cid' (Okta), 'azp' (Auth0) or 'client_id' (RFC 9068); Entra ID gives systems roles and no scopes",
    z.enum(['cid', 'azp', 'client_id']),
  ),
});
