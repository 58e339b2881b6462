import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  Provider,
  errors,
  interactionPolicy,
  type ClientMetadata,
  type Configuration,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import type { Account, AppSettings, ClientSettings, OwnClaims, SigningKeys } from '../protocol.js';
import { accessTokenClaims, idTokenClaims, withChanges } from './claims.mjs';
import { ownAccessToken } from './own-claims.mjs';
import { createSignIn } from './sign-in.mjs';
import { overridesOf, type Trigger } from './trigger.mjs';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface PoolSettings {
  readonly issuer: string;
  readonly clients: readonly ClientSettings[];
  readonly accounts: readonly Account[];
  readonly keys: SigningKeys;
  readonly trigger: Trigger | undefined;
  readonly own: OwnClaims | undefined;
}

/** Stands for the audience oidc-provider insists on; Cognito's access tokens have none, and it never leaves here. */
const resource = 'urn:local:resource-server';

/** What OpenID Connect and Cognito define themselves; every other scope is a resource server's. */
const standardScopes = ['openid', 'email', 'phone', 'profile', 'aws.cognito.signin.user.admin'];

/** A user pool with its clients, its endpoints under the path of the issuer as Cognito names them. */
export function createPool(settings: PoolSettings): Handler {
  const provider = new Provider(settings.issuer, configurationOf(settings));
  provider.use((context, next) => {
    // Cognito grants every scope of the client to a request that names none.
    if (context.path === routes.authorization && context.query['scope'] === undefined)
      context.query = { ...context.query, scope: scopesOf(settings, context.query['client_id']).join(' ') };
    return next();
  });
  const signIn = createSignIn(provider, settings.accounts);
  const callback = provider.callback();
  const mount = mountOf(settings.issuer);
  return (request, response) => {
    const url = request.url ?? '/';
    if (!url.startsWith(`${mount}/`)) return response.writeHead(404).end();
    if (new URL(url, settings.issuer).pathname === `${mount}${loginPath}`) return signIn(request, response);
    // The way Express marks a mounted application; oidc-provider builds its URLs from the difference.
    Object.assign(request, { originalUrl: url, url: url.slice(mount.length) });
    return void callback(request, response);
  };
}

/** Where the issuer stands, without the slash that it may end with. */
const mountOf = (issuer: string): string => new URL(issuer).pathname.replace(/\/$/, '');

const scopesOf = ({ clients }: PoolSettings, clientId: unknown): readonly string[] =>
  clients.find(client => client.clientId === clientId)?.scopes ?? [];

const loginPath = '/login';

const routes = {
  authorization: '/oauth2/authorize',
  token: '/oauth2/token',
  revocation: '/oauth2/revoke',
  jwks: '/.well-known/jwks.json',
};

/** A system shows its secret; an app cannot keep one and shows none. */
function clientOf(client: ClientSettings): ClientMetadata {
  if (client.kind === 'machine')
    return {
      client_id: client.clientId,
      client_secret: client.secret,
      redirect_uris: [],
      response_types: [],
      grant_types: ['client_credentials'],
      token_endpoint_auth_method: 'client_secret_basic',
    };
  return {
    client_id: client.clientId,
    redirect_uris: [...client.callbackUrls],
    response_types: ['code'],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'none',
    scope: client.scopes.filter(scope => standardScopes.includes(scope)).join(' '),
  };
}

/** The lifetimes of what people get; systems get access tokens only. */
const ttlOf = (app: AppSettings | undefined): Configuration['ttl'] => ({
  AuthorizationCode: 300,
  Interaction: 600,
  Session: 3_600,
  ...(app === undefined
    ? {}
    : { IdToken: app.idTokenSeconds, RefreshToken: app.refreshTokenSeconds, Grant: app.refreshTokenSeconds }),
});

function configurationOf(settings: PoolSettings): Configuration {
  const { issuer, clients, accounts, keys, trigger, own } = settings;
  const app = clients.find(client => client.kind === 'app');
  const policy = interactionPolicy.base();
  policy.remove('consent'); // Cognito's hosted sign-in asks for none.
  return {
    clients: clients.map(clientOf),
    jwks: { keys: [keys.id, keys.access] },
    routes,
    scopes: standardScopes,
    claims: { openid: own === undefined ? Object.keys(idTokenClaims(undefined, undefined)) : ['sub'] },
    // A public client cannot keep a secret: without PKCE whoever intercepts the code has the session (RFC 9700, 2.1.1).
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      clientCredentials: { enabled: clients.some(({ kind }) => kind === 'machine') },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo(context, _, { clientId }) {
          const client = clients.find(each => each.clientId === clientId);
          const scopes = client?.scopes ?? [];
          grantAllToWhoNamesNone(context, scopes);
          refuseOverScope(context, scopes);
          return {
            scope: scopes.filter(scope => !standardScopes.includes(scope)).join(' '),
            accessTokenFormat: 'jwt',
            ...(client === undefined ? {} : { accessTokenTTL: client.accessTokenSeconds }),
            jwt: { sign: { alg: 'RS256', kid: keys.access.kid } },
          };
        },
      },
    },
    interactions: { policy, url: (_, { uid }) => `${mountOf(issuer)}${loginPath}?request=${uid}` },
    findAccount(_, sub, token) {
      const account = accounts.find(each => each.sub === sub);
      return account && { accountId: sub, claims: () => (own ? { sub } : { ...idTokenClaims(account, token), sub }) };
    },
    loadExistingGrant: context => grantEverythingAsked(context, resource),
    issueRefreshToken: () => true,
    // Cognito's grace period (0 to 60 s) is not modelled: here a used refresh token is at once a stolen one.
    rotateRefreshToken: app?.rotatesRefreshTokens ?? true,
    formats: {
      customizers: {
        async jwt(context, token, parts) {
          const account = accounts.find(each => each.sub === parts.payload['sub']);
          if (own !== undefined)
            return void Object.assign(parts, ownAccessToken(own, asked(context, parts.payload, account)));
          const made = accessTokenClaims(context, token, parts.payload, account);
          const { scope } = made.payload;
          const scopes = typeof scope === 'string' ? scope.split(' ') : [];
          const overrides = await overridesOf(trigger, context, account, scopes);
          Object.assign(parts, withChanges(made, overrides.accessTokenGeneration));
        },
      },
    },
    ttl: ttlOf(app),
    cookies: { keys: [randomBytes(32).toString('hex')] },
  };
}

/** What a token is made of, whoever writes it. */
function asked({ oidc }: KoaContextWithOIDC, payload: Readonly<Record<string, unknown>>, account: Account | undefined) {
  const source = oidc.entities.AuthorizationCode ?? oidc.entities.RefreshToken;
  const named = oidc.params?.['scope'];
  const scope = typeof named === 'string' ? named : (source?.scope ?? '');
  return { payload, account, scope, authTime: source?.authTime };
}

/** Cognito gives a system that names no scope all it may have. */
function grantAllToWhoNamesNone({ oidc }: KoaContextWithOIDC, scopes: readonly string[]): void {
  const { params } = oidc;
  if (params?.['grant_type'] === 'client_credentials' && params['scope'] === undefined)
    params['scope'] = scopes.join(' ');
}

/** oidc-provider would leave out the scopes a client may not have; Cognito refuses the request. */
function refuseOverScope(context: KoaContextWithOIDC, allowed: readonly string[]): void {
  const excess = [...context.oidc.requestParamScopes].filter(scope => scope !== '' && !allowed.includes(scope));
  if (excess.length > 0) throw new errors.InvalidScope('requested scope is not allowed', excess.join(' '));
}

async function grantEverythingAsked(context: KoaContextWithOIDC, resource: string) {
  const { client, session, provider, requestParamScopes } = context.oidc;
  const grant = new provider.Grant({ clientId: client?.clientId, accountId: session?.accountId });
  const asked = [...requestParamScopes];
  grant.addOIDCScope(asked.filter(scope => standardScopes.includes(scope)).join(' '));
  grant.addResourceScope(resource, asked.filter(scope => !standardScopes.includes(scope)).join(' '));
  await grant.save();
  return grant;
}
