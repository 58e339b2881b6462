import type { AccessTokens } from '../../../../lambda/guard/access-tokens';
import type { Request } from '../../../../lambda/guard/call';
import type { Route } from '../../../../lambda/guard/routes';
import { token, type TokenOptions } from '../../../../lambda/guard/stages/token';
import * as tokens from '../support/tokens';

/**
 * Tokens of issuers that are not Cognito, in the shapes their documentation shows: Okta "Access token claims" (API reference,
 * OpenID Connect & OAuth 2.0), Microsoft "Access token claims reference" (2.0 and 1.0), Auth0 "Access token profiles" (its own
 * and RFC 9068's). Signed here, with the issuer's address of the tests.
 */

const row: Route = {
  method: 'GET',
  path: '/accounts',
  scope: 'accounts.read',
  action: 'listAccounts',
  throttle: { rate: 1, burst: 1 },
};
const now = Math.floor(Date.now() / 1000);
const times = { iat: now - 5, exp: now + 300 };
const guid = (last: string): string => `6731de76-14a6-49ae-97bc-6eba69143${last}`;

interface Issued {
  readonly tokens: AccessTokens;
  readonly clientId: string;
  readonly claims: Readonly<Record<string, unknown>>;
  /** What its ID token says of audience and scopes, for the same user and the same app. */
  readonly idToken: Readonly<Record<string, unknown>>;
  readonly user: string;
}

const own = { session: 'sid', saysItsUse: false } as const;

const okta: Issued = {
  tokens: { ...own, audience: 'api://wallet', scopes: 'scp', client: 'cid', user: 'uid' },
  clientId: '0oabzjlulb3iB9ZSk4x7',
  user: '00ub0oNGTSWTBKOLGLNR',
  claims: {
    ...times,
    ver: 1,
    jti: 'AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMf0D7uX39RE',
    aud: 'api://wallet',
    // Somebody's address, which may be somebody else's next year: `uid` is the user.
    sub: 'alice@example.com',
    cid: '0oabzjlulb3iB9ZSk4x7',
    uid: '00ub0oNGTSWTBKOLGLNR',
    scp: ['openid', 'offline_access', 'accounts.read'],
    auth_time: now - 60,
  },
  idToken: {
    ...times,
    ver: 1,
    sub: '00ub0oNGTSWTBKOLGLNR',
    aud: '0oabzjlulb3iB9ZSk4x7',
    auth_time: now - 60,
    amr: ['pwd'],
  },
};

const entra: Issued = {
  tokens: { ...own, audience: guid('aaa'), scopes: 'scp', client: 'azp', user: 'oid' },
  clientId: guid('bbb'),
  user: guid('ccc'),
  claims: {
    ...times,
    aud: guid('aaa'),
    nbf: now - 5,
    aio: 'AXQAi/8IAAAAtAaZLo3ChMif6KOnttRB7eBq4/DccQzjcJGxPYy/C3jDaNGxXd6wNIIVGRghNRnwJ1lOcAnNZcjvkoyrFxCttv33140RioOFJ4bCCGVuoCag1uOTT22222gHwLPYQ/uf79QX+0KIijdrmp69RctzmQ==',
    azp: guid('bbb'),
    azpacr: '0',
    name: 'Alice',
    oid: guid('ccc'),
    preferred_username: 'alice@example.com',
    rh: 'I',
    scp: 'accounts.read transfers.read',
    sid: '00aa00aa-bb11-cc22-dd33-44ee44ee44ee',
    sub: 'HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ',
    tid: guid('ddd'),
    uti: 'fqiBqXLPj0eQa82S-IYFAA',
    ver: '2.0',
  },
  idToken: {
    ...times,
    aud: guid('bbb'),
    sub: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
    oid: guid('ccc'),
    ver: '2.0',
  },
};

const entraV1: Issued = {
  ...entra,
  tokens: { ...entra.tokens, audience: 'api://wallet', client: 'appid' },
  claims: { ...entra.claims, aud: 'api://wallet', azp: undefined, appid: guid('bbb'), appidacr: '0', ver: '1.0' },
};

const auth0: Issued = {
  tokens: { ...own, audience: 'https://example.com/wallet-api', scopes: 'scope', client: 'azp', user: 'sub' },
  clientId: 'my_client_id',
  user: 'auth0|123456',
  claims: {
    ...times,
    sub: 'auth0|123456',
    aud: ['https://example.com/wallet-api', 'https://my-domain.auth0.com/userinfo'],
    azp: 'my_client_id',
    scope: 'openid profile accounts.read',
  },
  idToken: { ...times, sub: 'auth0|123456', aud: 'my_client_id', azp: 'my_client_id', scope: 'accounts.read' },
};

const rfc9068: Issued = {
  ...auth0,
  tokens: { ...auth0.tokens, client: 'client_id' },
  claims: { ...auth0.claims, azp: undefined, client_id: 'my_client_id', jti: '73WakrfVbNJBaAmhQtEeDv' },
};

const issuers: readonly (readonly [string, Issued])[] = [
  ['Okta', okta],
  ['Entra ID 2.0', entra],
  ['Entra ID 1.0', entraV1],
  ['Auth0', auth0],
  ['Auth0, RFC 9068', rfc9068],
];

const request = (jwt: string): Request => ({
  id: '1',
  correlationId: '1',
  edgeId: undefined,
  routeKey: 'GET /accounts',
  clientCertificate: undefined,
  headers: { authorization: `Bearer ${jwt}` },
  path: {},
  query: {},
  body: undefined,
  bodyIsBase64: false,
});

const options = ({ tokens: written, clientId }: Issued): TokenOptions => ({
  issuer: tokens.issuer,
  clientIds: [clientId],
  keys: tokens.keys(),
  tokens: written,
});

const sent = (issued: Issued, claims: object, header: object = {}) =>
  token(options(issued))(request(tokens.signed({ iss: tokens.issuer, ...claims }, { typ: 'JWT', ...header })), { row });

describe.each(issuers)('%s', (_name, issued) => {
  const { claims, idToken, user, clientId, tokens: written } = issued;

  test('an access token is taken, and its user is the one that is never somebody else', () =>
    expect(sent(issued, claims)).resolves.toMatchObject({
      caller: { sub: user, clientId, scopes: expect.arrayContaining(['accounts.read']) },
    }));

  test.each<[what: string, code: string, changed: object]>([
    ['for another API', 'token_wrong_audience', { aud: 'https://other.example.com' }],
    ['for nobody', 'token_wrong_audience', { aud: undefined }],
    ['for an API whose name only begins as ours', 'token_wrong_audience', { aud: `${written.audience}/` }],
    ['of another app', 'token_wrong_client', { [written.client]: 'another-app' }],
    ['of a list of apps', 'token_wrong_client', { [written.client]: [clientId] }],
    ['of no app', 'token_wrong_client', { [written.client]: undefined }],
    ['of nobody', 'token_invalid', { [written.user]: undefined }],
    ['of a list of users', 'token_invalid', { [written.user]: [user] }],
    ['without an expiry', 'token_invalid', { exp: undefined }],
    ['that has expired', 'token_expired', { exp: now - 600 }],
    ['of another issuer', 'token_wrong_issuer', { iss: 'https://my-other-domain.auth0.com/' }],
    ['without the scope', 'token_missing_scope', { [written.scopes]: 'openid' }],
    ['with a longer scope', 'token_missing_scope', { [written.scopes]: 'accounts.read.all' }],
  ])('a token %s is refused (%s)', (_what, code, changed) =>
    expect(sent(issued, { ...claims, ...changed })).rejects.toMatchObject({ name: 'Problem', code }),
  );

  test('scopes that are neither a text nor a list give nothing', () =>
    expect(sent(issued, { ...claims, [written.scopes]: { 'accounts.read': true } })).rejects.toMatchObject({
      code: expect.stringMatching(/^token_(?:invalid|missing_scope)$/),
    }));

  test('an ID token is refused, because it was made for the app', () =>
    expect(sent(issued, { ...idToken, [written.scopes]: 'accounts.read' })).rejects.toMatchObject({
      code: 'token_wrong_audience',
    }));

  test('a token of Cognito is refused', () =>
    expect(sent(issued, tokens.accessClaims('alice', 'accounts.read'))).rejects.toMatchObject({
      code: 'token_wrong_audience',
    }));
});

/** Client credentials: Okta "Access token claims" (`sub` is the client where nobody signed in), Auth0 "Client Credentials Flow". */
describe.each<[name: string, of: Issued, sub: string]>([
  ['Okta', { ...okta, tokens: { ...okta.tokens, user: 'sub' } }, okta.clientId],
  ['Auth0', { ...auth0, tokens: { ...auth0.tokens, systemSuffix: '@clients' } }, 'my_client_id@clients'],
  ['Auth0, RFC 9068', { ...rfc9068, tokens: { ...rfc9068.tokens, systemSuffix: '@clients' } }, 'my_client_id@clients'],
])('a system of %s', (_name, issued, sub) => {
  const { clientId, tokens: written } = issued;
  const claims = { ...times, aud: written.audience, [written.client]: clientId, [written.scopes]: 'accounts.read' };

  test('goes by its client id, as its certificates do', () =>
    expect(sent(issued, { ...claims, sub })).resolves.toMatchObject({ caller: { sub: clientId, clientId } }));

  test.each(['alice@example.com', 'auth0|123456', 'other@clients', `${sub}@clients`])(
    'is not %s, though the token is of its client',
    async other => {
      const { caller } = await sent(issued, { ...claims, sub: other });
      expect(caller?.clientId).toBe(clientId);
      expect(caller?.sub).toBe(other);
    },
  );
});

test('a session is known where the token names it', async () => {
  await expect(sent(entra, entra.claims)).resolves.toMatchObject({ caller: { sessionId: entra.claims['sid'] } });
  await expect(sent(entra, { ...entra.claims, sid: 7 })).rejects.toMatchObject({ code: 'token_invalid' });
  const { caller } = await sent(okta, okta.claims);
  expect(caller).not.toHaveProperty('sessionId');
});

test('without a time of sign-in nobody counts as having just signed in', async () => {
  const { caller } = await sent(auth0, auth0.claims);
  expect(caller).toMatchObject({ authenticatedAt: times.iat });
  expect(caller).not.toHaveProperty('signedInAt');
});

test('with a prefix the scopes are those of our API alone', async () => {
  const stage = token({ ...options(auth0), resourceServer: 'wallet' });
  const call = (scope: string) =>
    stage(request(tokens.signed({ iss: tokens.issuer, ...auth0.claims, scope })), { row });
  await expect(call('wallet/accounts.read')).resolves.toMatchObject({ caller: { scopes: ['accounts.read'] } });
  await expect(call('accounts.read')).rejects.toMatchObject({ code: 'token_missing_scope' });
});

test('an elliptic key signs nothing here: API Gateway takes RSA only, and so does the guard', () =>
  expect(sent(okta, okta.claims, { alg: 'ES256' })).rejects.toMatchObject({ code: 'token_invalid' }));

test.each<[what: string, wrong: Partial<AccessTokens>]>([
  ['no audience, where nothing else tells an ID token', { audience: null }],
  ['an empty audience', { audience: '' }],
  ['an audience that is an app', { audience: okta.clientId }],
])('does not start with %s', (_what, wrong) =>
  expect(() => token({ ...options(okta), tokens: { ...okta.tokens, ...wrong } })).toThrow('token: audience: takes'),
);
