import { doctor, issuerOf } from '../../bin/commands/doctor';

const issuer = 'https://my-domain.auth0.com/';
const at = 'https://my-domain.auth0.com/.well-known/openid-configuration';
const jwks = 'https://my-domain.auth0.com/.well-known/jwks.json';
const rsa = { kty: 'RSA', use: 'sig', alg: 'RS256', kid: 'k1', n: 'AQAB', e: 'AQAB' };
const elliptic = { kty: 'EC', crv: 'P-256', use: 'sig', alg: 'ES256', kid: 'k2', x: 'x', y: 'y' };

let said: string[];
beforeEach(() => {
  said = [];
  jest.spyOn(console, 'log').mockImplementation((text: string) => void said.push(text));
  jest.spyOn(console, 'error').mockImplementation((text: string) => void said.push(text));
});
afterAll(() => jest.restoreAllMocks());

const asked = (document: unknown, set: unknown) =>
  issuerOf('own', { issuer }, async url => {
    if (url === at) return document;
    if (url === jwks) return set;
    throw new Error(`${url} answers 404`);
  });
const good = { issuer, jwks_uri: jwks };

test.each([
  ['RSA keys', { keys: [rsa, { ...rsa, kid: 'k3' }] }, 'ok: https://my-domain.auth0.com/ publishes 2 RSA keys of 2'],
  ['RSA among others', { keys: [elliptic, rsa] }, 'publishes 1 RSA keys of 2'],
  ['a key that says nothing of its algorithm, as Entra ID’s', { keys: [{ ...rsa, alg: undefined }] }, 'publishes 1'],
])('%s: ok', async (_what, set, line) => {
  await expect(asked(good, set)).resolves.toBe(0);
  expect(said).toEqual([expect.stringContaining(line)]);
});

test.each<[what: string, document: unknown, set: unknown, line: string]>([
  ['elliptic keys only', good, { keys: [elliptic] }, 'has no RSA key for RS256 (EC ES256)'],
  ['RSA for another algorithm', good, { keys: [{ ...rsa, alg: 'PS256' }] }, 'has no RSA key for RS256 (RSA PS256)'],
  ['RSA for encryption', good, { keys: [{ ...rsa, use: 'enc' }] }, 'has no RSA key for RS256'],
  ['a key without a name', good, { keys: [{ ...rsa, kid: undefined }] }, 'has no RSA key for RS256'],
  ['no keys', good, {}, '(no key at all)'],
  ['a document about another', { ...good, issuer: issuer.slice(0, -1) }, {}, 'is about https://my-domain.auth0.com;'],
  ['keys over plain HTTP', { ...good, jwks_uri: 'http://x' }, {}, 'names no key set over https'],
  ['keys that are not there', { ...good, jwks_uri: 'https://x' }, {}, 'cannot be read: https://x answers 404'],
])('%s: refused in one line', async (_what, document, set, line) => {
  await expect(asked(document, set)).resolves.toBe(1);
  expect(said).toEqual([expect.stringContaining(line)]);
  expect(said[0]).not.toContain('\n');
});

test('with a user pool there is nobody to ask, and nobody is asked', async () => {
  const never = () => Promise.reject(new Error('asked'));
  await expect(doctor({ context: ['env=example'] }, never)).resolves.toBe(0);
  expect(said).toEqual([expect.stringContaining('example: ok: a user pool of this app')]);
});

test('without an environment, those there are are named', () =>
  expect(doctor({ context: [] })).rejects.toThrow(/^--context: got no env=…, takes env= and one of: .*example/));
