import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { CertificateError } from './error';

/** Signs for one P-256 key that may live elsewhere: in this process, or in a KMS that never lets it out. */
export interface Signer {
  /** The public key, DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  /** ECDSA over SHA-256 of `data`; the signature in DER, as KMS and node:crypto both give it. */
  sign(data: Uint8Array): Promise<Uint8Array>;
}

interface KeyPair {
  /** The public key, DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  /** PKCS #8 PEM. */
  readonly privateKey: string;
}

/** A new P-256 key: the one curve that KMS, CloudFront's client certificates and API Gateway's truststores all take. */
export function generateKeyPair(): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    spki: publicKey.export({ type: 'spki', format: 'der' }),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** A signer for a private key held in this process. */
export function localSigner(privateKeyPem: string): Signer {
  const key = createPrivateKey(privateKeyPem);
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  publicKeyOf(spki);
  return { spki, sign: async data => sign('sha256', data, key) };
}

/** Reads a public key and refuses any but P-256: every signature made here is ECDSA with SHA-256. */
export function publicKeyOf(spki: Uint8Array): KeyObject {
  const key = readKey(spki);
  const got = keyTypeOf(key);
  if (got !== 'EC P-256')
    throw new CertificateError('key_type', `public key: got ${got}, takes EC P-256 (KMS key spec ECC_NIST_P256)`);
  return key;
}

/** What API Gateway and CloudFront both take of a CA and of a client (their developer guides, mutual TLS). */
export const strongKeyTypes = /^(?:EC P-(?:256|384)|RSA (?:2048|3072|4096))$/;
export const strongKeys = 'EC P-256, EC P-384 or RSA of 2048, 3072 or 4096 bits';

/** Reads the public key of a certificate's future holder. Throws {@link CertificateError} `key_weak`, `key_unreadable`. */
export function holderKeyOf(spki: Uint8Array): KeyObject {
  const key = readKey(spki);
  const got = keyTypeOf(key);
  if (!strongKeyTypes.test(got)) throw new CertificateError('key_weak', `public key: got ${got}, takes ${strongKeys}`);
  // An RSA exponent under 65,537 invites attacks on sloppy padding; even ones are no exponents at all (FIPS 186-5, A.1.1).
  const exponent = key.asymmetricKeyDetails?.publicExponent;
  if (exponent !== undefined && (exponent < 65_537n || exponent % 2n === 0n))
    throw new CertificateError('key_weak', `public key: got RSA with the exponent ${exponent}, takes 65537`);
  return key;
}

function readKey(spki: Uint8Array): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(spki), type: 'spki', format: 'der' });
  } catch (cause) {
    throw new CertificateError('key_unreadable', 'public key: got bytes that are no SubjectPublicKeyInfo', { cause });
  }
}

const curves: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

/** `EC P-256`, `RSA 2048`, `ED25519`: what people call the key. */
export function keyTypeOf(key: KeyObject): string {
  const details = key.asymmetricKeyDetails;
  if (key.asymmetricKeyType === 'ec') {
    const curve = details?.namedCurve ?? 'unnamed';
    return `EC ${curves[curve] ?? curve}`;
  }
  const type = (key.asymmetricKeyType ?? 'unknown').toUpperCase();
  return details?.modulusLength === undefined ? type : `${type} ${details.modulusLength}`;
}
