import 'reflect-metadata';
import { createHash, type KeyObject } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { CertificateError } from './error';
import type { Signer } from './keys';

/** Every signature made here. */
export const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** WebCrypto as the library wants it, with a signer in place of a private key: DER in, IEEE P1363 out. */
export function cryptoOf(signer: Signer) {
  const formatter = new x509.AsnEcSignatureFormatter();
  const sign = async (_algorithm: unknown, _key: unknown, data: ArrayBuffer): Promise<ArrayBuffer> => {
    const der = await signer.sign(new Uint8Array(data));
    const signature = formatter.toWebSignature(algorithm, Uint8Array.from(der).buffer);
    if (signature === null) throw new CertificateError('signature_invalid', 'signature: got none that is DER ECDSA');
    return signature;
  };
  return { subtle: { sign } };
}

/** RFC 7093, section 2, method 1: the leftmost 160 bits of SHA-256 over the public key's bit string. */
export function keyIdentifier(key: KeyObject): string {
  return createHash('sha256').update(bitString(key)).digest('hex').slice(0, 40);
}

/** What stands in the bit string of a SubjectPublicKeyInfo: a curve's point, or the RSA key of PKCS #1. */
function bitString(key: KeyObject): Uint8Array {
  if (key.asymmetricKeyType === 'rsa') return key.export({ type: 'pkcs1', format: 'der' });
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  return Buffer.concat([Buffer.from([0x04]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
}

/** A distinguished name. The library reads what it can and drops the rest, so a name it would change is refused. */
export function nameOf(subject: string): x509.Name {
  const name = new x509.Name(subject);
  if (name.toString() !== subject)
    throw new CertificateError(
      'request_invalid',
      `subject: got ${JSON.stringify(subject)}, takes a distinguished name such as CN=edge, O=Example`,
    );
  return name;
}

/** RFC 5280, section 4.1.2.5: times carry no fractions of a second. */
export const wholeSeconds = (date: Date): Date => new Date(Math.floor(date.getTime() / 1000) * 1000);
