import { createECDH, type KeyObject } from 'node:crypto';

/**
 * ECDSA on P-256 over a digest that was made elsewhere. node:crypto signs messages only (it hashes what it is given), but KMS
 * also signs digests. The curve's arithmetic is OpenSSL's (ECDH); only the last line of the algorithm is done here. Fit for
 * a stand-in whose keys guard nothing: BigInt is not constant-time. FIPS 186-5, section 6.4.1.
 */
export function signDigest(privateKey: KeyObject, digest: Buffer): Buffer {
  const { d = '' } = privateKey.export({ format: 'jwk' });
  const secret = toInteger(Buffer.from(d, 'base64url'));
  for (;;) {
    const nonce = createECDH('prime256v1');
    // x of the point nonce·G: an uncompressed point is 0x04, 32 bytes of x, 32 bytes of y.
    const r = mod(toInteger(nonce.generateKeys().subarray(1, 33)));
    const s = mod(inverse(toInteger(nonce.getPrivateKey())) * (toInteger(digest) + r * secret));
    if (r !== 0n && s !== 0n) return der(r, s);
  }
}

/** The order of the curve's base point. */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

const mod = (value: bigint): bigint => ((value % order) + order) % order;

const toInteger = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString('hex')}`);

/** By the extended Euclidean algorithm. */
function inverse(value: bigint): bigint {
  let [rest, next] = [order, mod(value)];
  let [factor, nextFactor] = [0n, 1n];
  while (next !== 0n) {
    const quotient = rest / next;
    [rest, next] = [next, rest - quotient * next];
    [factor, nextFactor] = [nextFactor, factor - quotient * nextFactor];
  }
  return mod(factor);
}

/** SEQUENCE { INTEGER r, INTEGER s }. */
function der(r: bigint, s: bigint): Buffer {
  const content = Buffer.concat([integer(r), integer(s)]);
  return Buffer.concat([Buffer.from([0x30, content.length]), content]);
}

function integer(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  const positive = (bytes[0] ?? 0) > 0x7f ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
  return Buffer.concat([Buffer.from([0x02, positive.length]), positive]);
}
