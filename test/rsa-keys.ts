import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * RSA keys of 2048 bits for issuers, for those who pose as one, and for what OpenSSL signs. Each takes 100 ms, so a run makes them once.
 * The issuer of a local chain signs with these two: who poses as it there takes a key of their own.
 */

const file = join(__dirname, '..', '.portcullis', 'test', 'rsa-keys.json');
const count = 2;

/** Called by global-setup.ts. */
export function makeRsaKeys(): void {
  const keys = Array.from({ length: count }, () =>
    generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
  );
  mkdirSync(dirname(file), { recursive: true });
  // Put in place whole, for a test run beside this one.
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(keys), { mode: 0o600 });
  renameSync(`${file}.${process.pid}`, file);
}

/** The first and the second key, no more alike than any two. */
export function rsaKeys(): readonly [KeyPairKeyObjectResult, KeyPairKeyObjectResult] {
  const [first = '', second = ''] = JSON.parse(readFileSync(file, 'utf8')) as string[];
  return [pairOf(first), pairOf(second)];
}

function pairOf(pem: string): KeyPairKeyObjectResult {
  const privateKey = createPrivateKey(pem);
  return { privateKey, publicKey: createPublicKey(privateKey) };
}
