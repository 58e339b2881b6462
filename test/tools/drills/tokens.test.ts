import { createHmac, createPublicKey, createVerify, sign } from 'node:crypto';
import {
  altered,
  claimsOf,
  guessed,
  hmacWithPublicKey,
  signedByStranger,
  unsigned,
} from '../../../tools/drills/tokens';
import { rsaKeys } from '../../rsa-keys';

/** A forged token must differ from an honest one in the one thing that is under attack, or the drill proves another thing. */

const [{ publicKey, privateKey }] = rsaKeys();
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const text = `${encode({ kid: 'k1', alg: 'RS256' })}.${encode({ sub: 'alice', scope: 'wallet/accounts.read' })}`;
const honest = `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
const jwks = [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }];

const headerOf = (token: string): unknown => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
const verifies = (token: string): boolean => {
  const [header, payload, signature = ''] = token.split('.');
  return createVerify('sha256').update(`${header}.${payload}`).verify(publicKey, signature, 'base64url');
};

test('the honest token of this test verifies', () => expect(verifies(honest)).toBe(true));

test('alg: none keeps the claims and has no signature', () => {
  expect(headerOf(unsigned(honest))).toEqual({ kid: 'k1', alg: 'none' });
  expect(claimsOf(unsigned(honest))).toEqual(claimsOf(honest));
  expect(unsigned(honest).split('.')[2]).toBe('');
});

test('HS256 is a right HMAC under the PEM of the public key', () => {
  const forged = hmacWithPublicKey(honest, jwks);
  const [header, payload, signature] = forged.split('.');
  const pem = createPublicKey({ key: jwks[0] ?? {}, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  expect(headerOf(forged)).toEqual({ kid: 'k1', alg: 'HS256' });
  expect(claimsOf(forged)).toEqual(claimsOf(honest));
  expect(createHmac('sha256', pem).update(`${header}.${payload}`).digest('base64url')).toBe(signature);
});

test('HS256 needs the key that the token names', () => {
  expect(() => hmacWithPublicKey(honest, [])).toThrow('no key for its own token');
});

test("a stranger's token has the same header and claims, and another signature", () => {
  const forged = signedByStranger(honest);
  expect(headerOf(forged)).toEqual(headerOf(honest));
  expect(claimsOf(forged)).toEqual(claimsOf(honest));
  expect(verifies(forged)).toBe(false);
});

test('an altered token keeps header and signature', () => {
  const forged = altered(honest, { sub: 'bob' });
  expect(claimsOf(forged)).toEqual({ sub: 'bob', scope: 'wallet/accounts.read' });
  expect(forged.split('.')[2]).toBe(honest.split('.')[2]);
  expect(verifies(forged)).toBe(false);
});

test('no two guesses are the same', () => expect(guessed()).not.toBe(guessed()));
