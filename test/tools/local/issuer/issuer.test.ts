import { createPublicKey, verify } from 'node:crypto';
import { Agent, request } from 'undici';
import { signIn } from '../../../../tools/local/issuer/sign-in';
import type { Issuer, World } from '../../../../tools/local/types';
import { startIssuer } from './world';

jest.unmock('../../../../tools/local/issuer/keys');

const callback = 'https://app.example.com/signed-in';
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$|^[0-9a-f-]{36}$/;

let issuer: Issuer;
let world: World;
let stop: () => Promise<void>;
let dispatcher: Agent;

beforeAll(async () => {
  ({ issuer, world, stop } = await startIssuer());
  dispatcher = new Agent({ connect: { ca: world.publicCa.certificate } });
});
afterAll(async () => {
  await dispatcher.close();
  await stop();
});

const part = (token: string, index: number): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString('utf8')) as Record<string, unknown>;
const headerOf = (token: string) => part(token, 0);
const claimsOf = (token: string) => part(token, 1);

async function verified(token: string): Promise<boolean> {
  const { keys } = await issuer.jwks();
  const jwk = keys.find(({ kid }) => kid === headerOf(token)['kid']);
  if (jwk === undefined) return false;
  const [header, payload, signature = ''] = token.split('.');
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  return verify('sha256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'));
}

async function post(path: string, form: Record<string, string>) {
  const { statusCode, body } = await request(`${issuer.url}${path}`, {
    dispatcher,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
  });
  const text = await body.text();
  return { status: statusCode, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
}

const refresh = (refreshToken = '') =>
  post('/oauth2/token', { grant_type: 'refresh_token', client_id: issuer.clientId, refresh_token: refreshToken });

async function authorize(changes: Record<string, string | undefined>) {
  const parameters = {
    response_type: 'code',
    client_id: issuer.clientId,
    redirect_uri: callback,
    scope: 'openid wallet/accounts.read',
    state: 's',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
    ...changes,
  };
  const given = Object.entries(parameters).filter((each): each is [string, string] => each[1] !== undefined);
  const { statusCode, headers, body } = await request(
    `${issuer.url}/oauth2/authorize?${new URLSearchParams(given).toString()}`,
    { dispatcher },
  );
  await body.dump();
  return { status: statusCode, location: String(headers.location) };
}

test('the discovery document names the issuer and endpoints as Cognito does', async () => {
  const { body } = await request(`${issuer.url}/.well-known/openid-configuration`, { dispatcher });
  expect(await body.json()).toMatchObject({
    issuer: issuer.url,
    authorization_endpoint: `${issuer.url}/oauth2/authorize`,
    token_endpoint: `${issuer.url}/oauth2/token`,
    revocation_endpoint: `${issuer.url}/oauth2/revoke`,
    jwks_uri: `${issuer.url}/.well-known/jwks.json`,
  });
});

describe('a sign-in', () => {
  test('gives an access token with exactly the claims and header of Cognito', async () => {
    const { accessToken } = await issuer.signIn({ username: 'alice' });
    expect(Object.keys(headerOf(accessToken)).sort()).toEqual(['alg', 'kid']);
    const claims = claimsOf(accessToken);
    expect(claims).toEqual({
      sub: issuer.users[0]?.sub,
      iss: issuer.url,
      version: 2,
      client_id: issuer.clientId,
      origin_jti: expect.stringMatching(uuid),
      event_id: expect.stringMatching(uuid),
      token_use: 'access',
      scope: 'openid wallet/accounts.read wallet/transfers.write',
      auth_time: expect.any(Number),
      exp: expect.any(Number),
      iat: expect.any(Number),
      jti: expect.stringMatching(uuid),
      username: 'alice',
    });
    expect(Number(claims['exp']) - Number(claims['iat'])).toBe(300);
    await expect(verified(accessToken)).resolves.toBe(true);
  });

  test('gives an ID token for the client, signed with another key', async () => {
    const { accessToken, idToken } = await issuer.signIn({ username: 'bob' });
    expect(Object.keys(headerOf(idToken)).sort()).toEqual(['alg', 'kid']);
    expect(headerOf(idToken)['kid']).not.toBe(headerOf(accessToken)['kid']);
    const claims = claimsOf(idToken);
    expect(claims).toMatchObject({
      aud: issuer.clientId,
      token_use: 'id',
      'cognito:username': 'bob',
      iss: issuer.url,
      origin_jti: claimsOf(accessToken)['origin_jti'],
    });
    expect(Number(claims['exp']) - Number(claims['iat'])).toBe(600);
    await expect(verified(idToken)).resolves.toBe(true);
  });

  test('gives only the scopes that were asked for', async () => {
    const { accessToken } = await issuer.signIn({ username: 'alice', scopes: ['openid', 'wallet/accounts.read'] });
    expect(claimsOf(accessToken)['scope']).toBe('openid wallet/accounts.read');
  });

  test('with a scope the client does not have is refused, not narrowed', async () => {
    await expect(issuer.signIn({ username: 'alice', scopes: ['openid', 'wallet/everything'] })).rejects.toThrow(
      'invalid_scope',
    );
  });

  test('of somebody unknown says who is known', async () => {
    await expect(issuer.signIn({ username: 'mallory' })).rejects.toThrow('user: got mallory, takes one of: alice, bob');
  });
});

describe('the authorization endpoint', () => {
  test('shows the sign-in form to a browser', async () => {
    const { status, location } = await authorize({});
    expect(status).toBe(303);
    expect(location).toContain('/login?request=');
  });

  test('wants PKCE', async () => {
    const { location } = await authorize({ code_challenge: undefined, code_challenge_method: undefined });
    expect(location).toMatch(/^https:\/\/app\.example\.com\/signed-in\?error=invalid_request/);
  });

  test('never redirects to an address that is not registered', async () => {
    const { status, location } = await authorize({ redirect_uri: 'https://evil.example.com/' });
    expect({ status, location }).toEqual({ status: 400, location: 'undefined' });
  });

  test('gives no tokens in the front channel', async () => {
    const { location } = await authorize({ response_type: 'token' });
    expect(location).toContain('error=unsupported_response_type');
  });

  test('grants every scope of the client to a request that names none', async () => {
    const { status, location } = await authorize({ scope: undefined });
    expect({ status, location }).toEqual({ status: 303, location: expect.stringContaining('/login?') });
  });
});

describe('a refresh', () => {
  test('rotates the refresh token and keeps the origin', async () => {
    const { accessToken, refreshToken } = await issuer.signIn({ username: 'alice' });
    const { status, body } = await refresh(refreshToken);
    expect(status).toBe(200);
    expect(body['refresh_token']).not.toBe(refreshToken);
    const refreshed = claimsOf(String(body['access_token']));
    const { origin_jti, auth_time, jti, scope } = claimsOf(accessToken);
    expect(refreshed).toMatchObject({ origin_jti, auth_time, scope, token_use: 'access' });
    expect(refreshed['jti']).not.toBe(jti);
  });

  test('with a used token ends the whole session: one of the two who hold it stole it', async () => {
    const { refreshToken } = await issuer.signIn({ username: 'alice' });
    const { body } = await refresh(refreshToken);
    expect(await refresh(refreshToken)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await refresh(String(body['refresh_token']))).toMatchObject({ status: 400 });
  });

  test('fails after the token was revoked', async () => {
    const { refreshToken = '' } = await issuer.signIn({ username: 'bob' });
    expect(await post('/oauth2/revoke', { token: refreshToken, client_id: issuer.clientId })).toMatchObject({
      status: 200,
    });
    expect(await refresh(refreshToken)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });
});

describe('the sign-in page', () => {
  test.each([
    ['alice', 'a wrong password'],
    ['mallory', 'a user who does not exist'],
  ])('tells nobody which users exist: %s, %s', async username => {
    const app = {
      issuer: issuer.url,
      clientId: issuer.clientId,
      redirectUri: callback,
      ca: world.publicCa.certificate,
    };
    await expect(signIn(app, { username, password: 'guess' }, ['openid'])).rejects.toThrow(
      `sign-in of ${username}: the issuer took no such user or password`,
    );
  });

  test('needs a pending request', async () => {
    const { statusCode, body } = await request(`${issuer.url}/login`, { dispatcher });
    await body.dump();
    expect(statusCode).toBe(400);
  });
});

test('minted tokens carry the claims as given, signed with the key of access tokens', async () => {
  const token = await issuer.mint({ sub: 'x', exp: 1 }, { typ: 'JWT' });
  expect(claimsOf(token)).toEqual({ sub: 'x', exp: 1 });
  expect(headerOf(token)).toMatchObject({ alg: 'RS256', typ: 'JWT' });
  await expect(verified(token)).resolves.toBe(true);
});

test('no private part of a key is served', async () => {
  const { keys } = await issuer.jwks();
  expect(keys).toHaveLength(2);
  for (const key of keys) expect(Object.keys(key).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
});
