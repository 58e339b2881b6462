import { createHash, generateKeyPair, type KeyPairKeyObjectResult } from 'node:crypto';
import { promisify } from 'node:util';
import type { SigningKey, SigningKeys } from './protocol';

let keys: Promise<SigningKeys> | undefined;

/** The keys of every issuer of this process: to find two primes takes longer than all else that starts an issuer. */
export function signingKeys(): Promise<SigningKeys> {
  keys ??= Promise.all([createKey(), createKey()]).then(([id, access]) => ({ id, access }));
  return keys;
}

const createKey = async (): Promise<SigningKey> =>
  signingKeyOf(await promisify(generateKeyPair)('rsa', { modulusLength: 2048 }));

/** An RSA key as an issuer publishes it, under a name of its own. */
export function signingKeyOf({ privateKey, publicKey }: KeyPairKeyObjectResult): SigningKey {
  const kid = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64url');
  return { ...privateKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' };
}
