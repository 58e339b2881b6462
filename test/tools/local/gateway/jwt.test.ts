import { createFetchJson } from '../../../../tools/local/gateway/https-json';
import { createJwtAuthorizer, type AuthorizeJwt } from '../../../../tools/local/gateway/jwt';
import type { Refusal } from '../../../../tools/local/gateway/refusal';
import { createPublicCa } from '../../../../tools/local/public-ca';
import { hmacOf, startTokenIssuer, unsigned, type TokenIssuer } from './token-issuer';

let publicCa: Awaited<ReturnType<typeof createPublicCa>>;
let issuer: TokenIssuer;
let authorize: AuthorizeJwt;
const now = Math.floor(Date.now() / 1_000);

const authorizer = (audiences = ['app', 'other-app'], clock?: () => number): AuthorizeJwt =>
  createJwtAuthorizer(
    { issuer: issuer.url, audiences, source: { in: 'header', name: 'Authorization' } },
    createFetchJson({ publicCa, hosts: new Map() }),
    clock,
  );

beforeAll(async () => {
  publicCa = await createPublicCa();
  issuer = await startTokenIssuer(publicCa);
  authorize = authorizer();
});
afterAll(() => issuer.stop());

const refusal = async (call: Promise<unknown>): Promise<Refusal> =>
  call.then(
    () => Promise.reject(new Error('it passed')),
    (error: unknown) => error as Refusal,
  );

describe('a token passes', () => {
  test.each([
    ['with Bearer', (token: string) => `Bearer ${token}`],
    ['with bearer in lower case', (token: string) => `bearer  ${token}`],
    ['alone', (token: string) => token],
  ])('%s', async (_, write) => {
    await expect(authorize(write(issuer.sign()), [])).resolves.toMatchObject({
      claims: { sub: 'alice' },
      scopes: null,
    });
  });

  test.each<[string, Record<string, unknown>]>([
    ['with the client_id of an audience and no aud', { client_id: 'other-app' }],
    ['with one aud', { aud: 'app', client_id: 'stranger' }],
    ['with one aud of several', { aud: ['x', 'app'] }],
    ['that is an ID token, on a route without scopes', { aud: 'app', client_id: undefined, token_use: 'id' }],
    ['with nbf and iat just now', { nbf: now, iat: now }],
  ])('%s', async (_, claims) => {
    await expect(authorize(issuer.sign(claims), [])).resolves.toBeDefined();
  });

  test.each<[string, Record<string, unknown>, string[]]>([
    ['with one of the scopes', { scope: 'openid shop/read' }, ['shop/read']],
    ['with scp as text', { scp: 'shop/all' }, ['shop/all']],
    ['with scp as a list', { scp: ['shop/read', 'shop/all'] }, ['shop/read', 'shop/all']],
  ])('%s', async (_, claims, scopes) => {
    await expect(authorize(issuer.sign(claims), ['shop/read', 'shop/all'])).resolves.toMatchObject({ scopes });
  });

  test('and its claims are handed over as text', async () => {
    const { claims } = await authorize(
      issuer.sign({ exp: now + 60, groups: ['a', 'b'], ok: true, deep: { x: 1 } }),
      [],
    );
    expect(claims).toMatchObject({ exp: String(now + 60), groups: '[a b]', ok: 'true', deep: 'map[x:1]' });
  });
});

describe('a token is refused', () => {
  const sign = (claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}) =>
    issuer.sign(claims, header);
  test.each<[string, string, () => string | undefined]>([
    ['nothing', 'no-token', () => undefined],
    ['Bearer and nothing', 'no-token', () => 'Bearer '],
    ['an API key', 'malformed', () => 'da2-abcdefghijklmnop'],
    ['Basic credentials', 'malformed', () => 'Basic YWxpY2U6c2VjcmV0'],
    ['two tokens', 'malformed', () => `Bearer ${sign()},Bearer ${sign()}`],
    ['alg none without signature', 'malformed', () => unsigned(sign())],
    ['alg none with a signature', 'algorithm', () => unsigned(sign(), 'c2ln')],
    ['HS256 with the public key', 'algorithm', () => hmacOf(sign(), issuer.publicKey)],
    ['RS512 in the header of an RS256 key', 'algorithm', () => sign({}, { alg: 'RS512' })],
    ['ES256', 'algorithm', () => sign({}, { alg: 'ES256' })],
    ['a scope claim that is no text', 'malformed', () => sign({ scope: ['shop/read'] })],
    ['no kid', 'unknown-key', () => sign({}, { kid: undefined })],
    ['an unknown kid', 'unknown-key', () => sign({}, { kid: 'mine' })],
    ['altered claims', 'signature', () => sign().replace(/\.[^.]+\./, `.${altered()}.`)],
    ['another issuer', 'issuer', () => sign({ iss: 'https://evil.example/pool' })],
    ['no issuer', 'issuer', () => sign({ iss: undefined })],
    ['another client', 'audience', () => sign({ client_id: 'stranger' })],
    ['another aud although the client_id is right', 'audience', () => sign({ aud: 'stranger' })],
    ['an empty aud although the client_id is right', 'audience', () => sign({ aud: [] })],
    ['neither aud nor client_id', 'audience', () => sign({ client_id: undefined })],
    ['expired', 'expired', () => sign({ exp: now - 1 })],
    ['no expiry', 'no-expiry', () => sign({ exp: undefined })],
    ['not valid yet', 'not-yet-valid', () => sign({ nbf: now + 60 })],
    ['issued in the future', 'not-yet-valid', () => sign({ iat: now + 60 })],
  ])('%s: %s', async (_, reason, token) => {
    const refused = await refusal(authorize(token(), []));
    expect(refused).toMatchObject({ layer: 'auth', reason, status: 401, told: 'Unauthorized' });
    expect(refused.headers['www-authenticate']).toMatch(
      reason === 'no-token' ? /^Bearer$/ : /^Bearer scope="" error="invalid_token" error_description="[^"]+"$/,
    );
  });

  test.each<[string, Record<string, unknown>]>([
    ['no scope', {}],
    ['other scopes', { scope: 'openid shop/write shop/reader' }],
  ])('without a scope of the route: %s', async (_, claims) => {
    await expect(refusal(authorize(issuer.sign(claims), ['shop/read', 'shop/all']))).resolves.toMatchObject({
      reason: 'scope',
      status: 403,
      told: 'Forbidden',
      headers: { 'www-authenticate': 'Bearer scope="shop/read shop/all" error="insufficient_scope"' },
    });
  });

  const altered = (): string =>
    Buffer.from(JSON.stringify({ iss: issuer.url, client_id: 'app', sub: 'bob', exp: now + 60 })).toString('base64url');
});

describe('the keys', () => {
  test('are read once, and once more for a kid that is new, but not for each that is made up', async () => {
    let clock = Date.now();
    const fresh = authorizer(['app'], () => clock);
    issuer.asked.length = 0;
    await Promise.all([fresh(issuer.sign(), []), fresh(issuer.sign(), [])]);
    expect(issuer.asked).toEqual(['/pool/.well-known/openid-configuration', '/pool/keys']);

    issuer.rotate();
    await expect(refusal(fresh(issuer.sign(), []))).resolves.toMatchObject({ reason: 'unknown-key' });
    clock += 10_001;
    await expect(fresh(issuer.sign(), [])).resolves.toBeDefined();
    for (let n = 0; n < 5; n += 1) await refusal(fresh(issuer.sign({}, { kid: `made-up-${n}` }), []));
    expect(issuer.asked).toHaveLength(4);
  });

  test.each<[string, (documents: TokenIssuer['documents']) => void]>([
    ['there is no discovery document', documents => delete documents['/pool/.well-known/openid-configuration']],
    [
      'it is about another issuer',
      documents => (documents['/pool/.well-known/openid-configuration'] = { issuer: 'x' }),
    ],
    ['there is no key set', documents => delete documents['/pool/keys']],
    ['the key set has no keys', documents => (documents['/pool/keys'] = {})],
    ['the key set is too large', documents => (documents['/pool/keys'] = { keys: [], fill: 'x'.repeat(150_000) })],
  ])('are not guessed where %s', async (_, spoil) => {
    const fresh = authorizer();
    const whole = { ...issuer.documents };
    spoil(issuer.documents);
    await expect(refusal(fresh(issuer.sign(), []))).resolves.toMatchObject({
      reason: 'issuer-unreachable',
      status: 401,
    });
    issuer.documents = whole;
    await expect(fresh(issuer.sign(), [])).resolves.toBeDefined();
  });

  test('are not taken from a host that the public CA does not vouch for', async () => {
    const stranger = await createPublicCa();
    const distrustful = createJwtAuthorizer(
      { issuer: issuer.url, audiences: ['app'], source: { in: 'header', name: 'Authorization' } },
      createFetchJson({ publicCa: stranger, hosts: new Map() }),
    );
    await expect(refusal(distrustful(issuer.sign(), []))).resolves.toMatchObject({ reason: 'issuer-unreachable' });
  });
});
