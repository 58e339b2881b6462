import 'reflect-metadata';
import { createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** Certificate signing requests, honest and not: a key of the client's own, and whatever it would like to be told it is. */

export interface SigningRequest {
  /** PKCS #10, PEM. */
  readonly csr: string;
  /** PKCS #8, PEM. */
  readonly privateKey: string;
}

export interface Wishes {
  /** The key the request is about; absent: a new one on P-256. */
  readonly key?: KeyObject;
  /** The key that signs it, where that is another. */
  readonly signedWith?: KeyObject;
  /** What the client would like to be called; nobody has to agree. */
  readonly subject?: string;
  readonly extensions?: x509.Extension[];
}

/** A new private key on one of OpenSSL's curves. */
export const curveKey = (namedCurve: string): KeyObject => generateKeyPairSync('ec', { namedCurve }).privateKey;

/** A new RSA key, however short. */
export const rsaKey = (modulusLength: number): KeyObject => generateKeyPairSync('rsa', { modulusLength }).privateKey;

/** A request as the wishes say: by default one of a device for a new key on P-256. */
export async function signingRequest({
  key = curveKey('P-256'),
  signedWith = key,
  subject = 'CN=device',
  extensions = [],
}: Wishes = {}): Promise<SigningRequest> {
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const algorithm =
    key.asymmetricKeyType === 'rsa'
      ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
      : { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  // The library reads the algorithm of these two and hands them back; WebCrypto has no such weak keys, OpenSSL does.
  const keys = { publicKey: { algorithm }, privateKey: { algorithm } } as unknown as CryptoKeyPair;
  const request = await x509.Pkcs10CertificateRequestGenerator.create(
    { name: subject, keys, signingAlgorithm: algorithm, extensions },
    { subtle: opensslOf(spki, signedWith) },
  );
  return {
    csr: request.toString('pem'),
    privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

type CryptoKeyPair = x509.Pkcs10CertificateRequestCreateParams['keys'];

/** The two methods of WebCrypto that a request takes. */
const opensslOf = (spki: Buffer, signer: KeyObject) => ({
  exportKey: async () => Uint8Array.from(spki).buffer,
  sign: async (_algorithm: unknown, _key: unknown, data: ArrayBuffer) => {
    const signature = sign('sha256', new Uint8Array(data), { key: signer, dsaEncoding: 'ieee-p1363' });
    return Uint8Array.from(signer.asymmetricKeyType === 'rsa' ? signature : padded(signature)).buffer;
  },
});

/** The library takes r and s at 32 bytes each, whatever the curve; those of P-192 have 24. */
function padded(signature: Buffer): Buffer {
  const half = signature.length / 2;
  return Buffer.concat(
    [signature.subarray(0, half), signature.subarray(half)].flatMap(part => [Buffer.alloc(32 - half), part]),
  );
}
