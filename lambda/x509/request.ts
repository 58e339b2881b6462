import 'reflect-metadata';
import { createHash, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { CertificateError } from './error';
import { holderKeyOf, keyTypeOf } from './keys';

/** All that is taken from a request: a public key, whose holder is proven. What it asks for beside that is never read. */
export interface SigningRequest {
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  /** `EC P-256`, `RSA 2048`. */
  readonly keyType: string;
  /** SHA-256 of the SPKI, lower-case hex: by this a key is recognised. */
  readonly keyId: string;
}

/** A request for a key of 4,096 bits has 1.7 KB; one with a long list of extensions does not need to be understood. */
const mostCharacters = 16_384;
const takes = 'takes one PEM block CERTIFICATE REQUEST (PKCS #10)';

/**
 * Reads a certificate signing request and checks that whoever made it holds the key (RFC 2986). Throws {@link CertificateError}
 * `csr_unreadable`, `csr_signature` or `key_weak`.
 */
export async function readSigningRequest(pem: string): Promise<SigningRequest> {
  const request = parseRequest(pem);
  const spki = new Uint8Array(request.publicKey.rawData);
  const key = holderKeyOf(spki);
  if (!(await isSigned(request)))
    throw new CertificateError(
      'csr_signature',
      'request: got a signature that its own public key does not verify over SHA-256 or better; sign it with the key it is for',
    );
  return { spki, keyType: keyTypeOf(key), keyId: keyIdOf(spki) };
}

/** By what a key is recognised, whatever certificate it is in: SHA-256 of its SubjectPublicKeyInfo, lower-case hex. */
export const keyIdOf = (spki: Uint8Array): string => createHash('sha256').update(spki).digest('hex');

function parseRequest(pem: string): x509.Pkcs10CertificateRequest {
  if (pem.length > mostCharacters)
    throw new CertificateError(
      'csr_unreadable',
      `request: got ${pem.length} characters, takes ${mostCharacters} at most`,
    );
  const [, block = ''] =
    /^\s*-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([A-Za-z0-9+/=\s]+)-----END (?:NEW )?CERTIFICATE REQUEST-----\s*$/.exec(
      pem,
    ) ?? [];
  if (block === '')
    throw new CertificateError(
      'csr_unreadable',
      pem.includes('PRIVATE KEY')
        ? `request: got a private key, ${takes}; replace that key, it has left its device`
        : `request: got something else, ${takes}`,
    );
  try {
    return new x509.Pkcs10CertificateRequest(Buffer.from(block, 'base64'));
  } catch (cause) {
    throw new CertificateError('csr_unreadable', `request: got bytes that are no request, ${takes}`, { cause });
  }
}

async function isSigned(request: x509.Pkcs10CertificateRequest): Promise<boolean> {
  try {
    const { hash } = request.signatureAlgorithm as { readonly hash?: string | { readonly name: string } };
    const name = typeof hash === 'string' ? hash : hash?.name;
    return /^SHA-(?:256|384|512)$/.test(name ?? '') && (await request.verify(webcrypto));
  } catch {
    // A signature that cannot even be tried, such as one by another kind of key, proves nothing.
    return false;
  }
}
