import { FetchError } from 'aws-jwt-verify/error';
import { SimpleJwksCache, type JwksCache } from 'aws-jwt-verify/jwk';
import type { Request } from '../../../../lambda/guard/call';
import { pinnedKeys, signingKeys } from '../../../../lambda/guard/keys';
import type { Route } from '../../../../lambda/guard/routes';
import { token } from '../../../../lambda/guard/stages/token';
import * as tokens from '../support/tokens';

const throttle = { rate: 1, burst: 1 };
const row: Route = { method: 'GET', path: '/accounts', scope: 'accounts.read', action: 'listAccounts', throttle };
const open: Route = {
  method: 'GET',
  path: '/health',
  auth: null,
  reason: 'answers monitors',
  action: 'health',
  throttle,
};

const options = (keys: JwksCache = tokens.keys()) => ({
  issuer: tokens.issuer,
  clientIds: [tokens.clientId, 'app2'],
  resourceServer: 'wallet',
  keys,
});

const request = (headers: Record<string, string>): Request => ({
  id: '1',
  edgeId: undefined,
  correlationId: '1',
  routeKey: 'GET /accounts',
  clientCertificate: undefined,
  headers,
  path: {},
  query: {},
  body: undefined,
  bodyIsBase64: false,
});

const check = (authorization: string | undefined, keys: JwksCache = tokens.keys()) =>
  token(options(keys))(request(authorization === undefined ? {} : { authorization }), { row });

const claims = tokens.accessClaims('alice', 'accounts.read', 'transfers.read');
const { client_id: _client, ...noClient } = claims;
const { exp: _exp, ...noExpiry } = claims;
const { sub: _sub, ...noUser } = claims;
const past = { exp: claims.exp - 600 };

test.each([
  ['an access token of the app', `Bearer ${tokens.signed(claims)}`],
  ['one of the other app', `Bearer ${tokens.signed({ ...claims, client_id: 'app2' })}`],
  ['the scheme in lower case (RFC 9110, 11.1)', `bearer ${tokens.signed(claims)}`],
])('taken: %s', async (_what, authorization) => {
  await expect(check(authorization)).resolves.toMatchObject({ caller: { sub: 'alice' } });
});

test('what later stages ask of a token is passed on', async () => {
  const bound = { ...claims, origin_jti: 'session-1', amr: ['pwd', 'mfa', 7], cnf: { 'x5t#S256': 'thumbprint' } };
  await expect(check(`Bearer ${tokens.signed(bound)}`)).resolves.toEqual({
    caller: {
      sub: 'alice',
      clientId: tokens.clientId,
      scopes: ['accounts.read', 'transfers.read'],
      sessionId: 'session-1',
      authenticatedAt: claims.auth_time,
      signedInAt: claims.auth_time,
      methods: ['pwd', 'mfa'],
      confirmedThumbprint: 'thumbprint',
    },
  });
  const { auth_time: _signedIn, ...machine } = claims;
  await expect(check(`Bearer ${tokens.signed({ ...machine, iat: 7 })}`)).resolves.toEqual({
    caller: {
      sub: 'alice',
      clientId: tokens.clientId,
      scopes: ['accounts.read', 'transfers.read'],
      authenticatedAt: 7,
      methods: [],
    },
  });
  const others = { ...claims, scope: `${claims.scope} openid other/accounts.write`, amr: 'mfa' };
  await expect(check(`Bearer ${tokens.signed(others)}`)).resolves.toMatchObject({
    caller: { scopes: ['accounts.read', 'transfers.read'], methods: [] },
  });
});

const bad: readonly [what: string, code: string, authorization: string | undefined][] = [
  ['no header', 'token_missing', undefined],
  ['an empty header', 'token_missing', ''],
  ['a bare token', 'token_invalid', tokens.signed(claims)],
  ['basic credentials', 'token_invalid', 'Basic YWxpY2U6c2VjcmV0'],
  ['two tokens', 'token_invalid', `Bearer ${tokens.signed(claims)},Bearer ${tokens.signed(claims)}`],
  ['text', 'token_invalid', 'Bearer a.b.c'],
  ['JSON that is no object', 'token_invalid', 'Bearer W10.W10.W10'],
  ['alg none', 'token_invalid', `Bearer ${tokens.unsigned(claims)}`],
  ['alg none with a signature of sorts', 'token_invalid', `Bearer ${tokens.unsigned(claims, 'c2ln')}`],
  ['HS256 signed with the public key', 'token_invalid', `Bearer ${tokens.confused(claims)}`],
  ['RS256 in the header of another algorithm', 'token_invalid', `Bearer ${tokens.signed(claims, { alg: 'RS512' })}`],
  ['a key of the attacker', 'token_invalid', `Bearer ${tokens.forged(claims)}`],
  ['a key the token brings along', 'token_invalid', `Bearer ${tokens.forged(claims, { jwk: { kty: 'RSA' } })}`],
  ['an unknown key id', 'token_invalid', `Bearer ${tokens.forged(claims, { kid: 'key-2' })}`],
  ['no key id', 'token_invalid', `Bearer ${tokens.signed(claims, { kid: undefined })}`],
  ['a critical extension', 'token_invalid', `Bearer ${tokens.signed(claims, { crit: ['b64'], b64: false })}`],
  ['changed claims', 'token_invalid', `Bearer ${spliced(tokens.signed(claims), { ...claims, sub: 'bob' })}`],
  ['another issuer', 'token_wrong_issuer', `Bearer ${tokens.signed({ ...claims, iss: 'https://issuer.localhost/x' })}`],
  ['no issuer', 'token_wrong_issuer', `Bearer ${tokens.signed({ ...claims, iss: undefined })}`],
  ['another app', 'token_wrong_client', `Bearer ${tokens.signed({ ...claims, client_id: 'app3' })}`],
  ['no app', 'token_wrong_client', `Bearer ${tokens.signed(noClient)}`],
  ['a list of apps', 'token_wrong_client', `Bearer ${tokens.signed({ ...claims, client_id: [tokens.clientId] })}`],
  ['an ID token', 'token_wrong_use', `Bearer ${tokens.signed(tokens.idClaims('alice'))}`],
  ['no use', 'token_wrong_use', `Bearer ${tokens.signed({ ...claims, token_use: undefined })}`],
  ['expired', 'token_expired', `Bearer ${tokens.signed({ ...claims, ...past })}`],
  ['without an expiry', 'token_invalid', `Bearer ${tokens.signed(noExpiry)}`],
  ['an expiry in words', 'token_invalid', `Bearer ${tokens.signed({ ...claims, exp: 'never' })}`],
  ['not yet valid', 'token_invalid', `Bearer ${tokens.signed({ ...claims, nbf: claims.exp })}`],
  ['a session that is no text', 'token_invalid', `Bearer ${tokens.signed({ ...claims, origin_jti: 7 })}`],
  [
    'no time of sign-in or issue',
    'token_invalid',
    `Bearer ${tokens.signed({ ...claims, auth_time: undefined, iat: undefined })}`,
  ],
  ['a time of sign-in that is null', 'token_invalid', `Bearer ${tokens.signed({ ...claims, auth_time: null })}`],
  ['a time of sign-in in words', 'token_invalid', `Bearer ${tokens.signed({ ...claims, auth_time: 'now' })}`],
  ['a confirmation by a key (RFC 9449)', 'token_invalid', `Bearer ${tokens.signed({ ...claims, cnf: { jkt: 'x' } })}`],
  ['a confirmation that is text', 'token_invalid', `Bearer ${tokens.signed({ ...claims, cnf: 'x' })}`],
  [
    'a thumbprint that is a list',
    'token_invalid',
    `Bearer ${tokens.signed({ ...claims, cnf: { 'x5t#S256': ['x'] } })}`,
  ],
  ['no user', 'token_invalid', `Bearer ${tokens.signed(noUser)}`],
];

test.each(bad)('refused: %s (%s)', async (_what, code, authorization) => {
  await expect(check(authorization)).rejects.toMatchObject({
    name: 'Problem',
    status: 401,
    code,
    headers: { 'www-authenticate': expect.stringMatching(/^Bearer/) },
  });
});

test.each([
  ['another scope', tokens.accessClaims('alice', 'transfers.read')],
  ['no scope', { ...claims, scope: undefined }],
  ['the scope without its prefix', { ...claims, scope: 'accounts.read' }],
  ['a longer scope', { ...claims, scope: 'wallet/accounts.readwrite' }],
  ['the scope of another resource server', { ...claims, scope: 'shop/accounts.read' }],
])('403 for a token with %s', async (_what, wrong) => {
  await expect(check(`Bearer ${tokens.signed(wrong)}`)).rejects.toMatchObject({
    status: 403,
    code: 'token_missing_scope',
    headers: { 'www-authenticate': 'Bearer error="insufficient_scope", scope="wallet/accounts.read"' },
  });
});

describe('the keys', () => {
  test('a silent issuer means 503, never a pass', async () => {
    const failing = new SimpleJwksCache({
      fetcher: { fetch: () => Promise.reject(new FetchError(tokens.issuer, 'silent')) },
    });
    await expect(check(`Bearer ${tokens.signed(claims)}`, failing)).rejects.toMatchObject({
      status: 503,
      code: 'issuer_unavailable',
      headers: { 'retry-after': expect.any(String) },
    });
  });

  test('an issuer that answers nonsense means 503', async () => {
    const nonsense = new SimpleJwksCache({ fetcher: tokens.answering('{"keys":"none"}') });
    await expect(check(`Bearer ${tokens.signed(claims)}`, nonsense)).rejects.toMatchObject({ status: 503 });
  });

  test('after an unknown key id the next one waits: 503, while known keys go on', async () => {
    const stage = token(options(tokens.keys()));
    const call = (jwt: string) => stage(request({ authorization: `Bearer ${jwt}` }), { row });
    await expect(call(tokens.forged(claims, { kid: 'a' }))).rejects.toMatchObject({ code: 'token_invalid' });
    await expect(call(tokens.forged(claims, { kid: 'b' }))).rejects.toMatchObject({ code: 'issuer_unavailable' });
    await expect(call(tokens.signed(claims))).resolves.toMatchObject({ caller: { sub: 'alice' } });
  });

  test('a token that is plainly not ours makes nobody fetch keys', async () => {
    const fetch = jest.fn(() => Promise.reject(new FetchError(tokens.issuer, 'silent')));
    const empty = new SimpleJwksCache({ fetcher: { fetch } });
    for (const jwt of [tokens.confused(claims), tokens.forged({ ...claims, iss: 'https://elsewhere.example' })])
      await expect(check(`Bearer ${jwt}`, empty)).rejects.toMatchObject({ status: 401 });
    expect(fetch).not.toHaveBeenCalled();
  });

  test('are asked for where a Cognito user pool publishes them', async () => {
    const fetch = jest.fn((uri: string) => Promise.reject(new FetchError(uri, 'silent')));
    await expect(
      check(`Bearer ${tokens.signed(claims)}`, new SimpleJwksCache({ fetcher: { fetch } })),
    ).rejects.toMatchObject({ status: 503 });
    expect(fetch.mock.calls.map(([uri]) => uri)).toEqual([`${tokens.issuer}/.well-known/jwks.json`]);
  });

  test('that are pinned verify without asking anybody, and know no others', async () => {
    const pinned = pinnedKeys(tokens.keySet);
    await expect(check(`Bearer ${tokens.signed(claims)}`, pinned)).resolves.toMatchObject({ caller: { sub: 'alice' } });
    await expect(check(`Bearer ${tokens.forged(claims)}`, pinned)).rejects.toMatchObject({ code: 'token_invalid' });
    await expect(
      check(`Bearer ${tokens.signed(claims, { kid: 'new' })}`, pinnedKeys(tokens.keySet)),
    ).rejects.toMatchObject({
      code: 'token_invalid',
    });
  });

  test.each([
    '',
    '{}',
    '{"keys":[]}',
    '{"keys":["x"]}',
    '{"keys":[{"kty":"RSA","d":"x"}]}',
    '{"keys":[{"kty":"oct","k":"x"}]}',
  ])('pinned as %j do not start', text => expect(() => pinnedKeys(text)).toThrow('takes the text of a JWK set'));

  test('are forgotten after an hour, so that a withdrawn key does not live on in a warm function', () => {
    let now = 0;
    const cache = signingKeys(() => now);
    const uri = 'https://issuer.localhost/jwks.json';
    const jwt = { header: { alg: 'RS256', kid: 'key-1' }, payload: {} };
    cache.addJwks(uri, { keys: [{ kty: 'RSA', kid: 'key-1' }] });
    expect(cache.getCachedJwk(uri, jwt)).toMatchObject({ kid: 'key-1' });
    now = 61 * 60 * 1000;
    expect(() => cache.getCachedJwk(uri, jwt)).toThrow(/not yet available/);
  });
});

test('a public row needs no token and gives no caller', async () => {
  await expect(token(options())(request({}), { row: open })).resolves.toEqual({});
});

test('without a row nothing is decided', async () => {
  await expect(token(options())(request({}), {})).rejects.toThrow('the route stage');
});

test.each([
  ['clientIds', { clientIds: [] }],
  ['clientIds', { clientIds: [''] }],
  ['resourceServer', { resourceServer: '' }],
])('does not start with a wrong %s', (name, wrong) => {
  expect(() => token({ ...options(), ...wrong })).toThrow(`token: ${name}`);
});

/** The signature of one token under the claims of another. */
function spliced(jwt: string, other: object): string {
  const [header, , signature] = jwt.split('.');
  return [header, Buffer.from(JSON.stringify(other)).toString('base64url'), signature].join('.');
}
