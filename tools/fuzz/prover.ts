import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';

/** How a request proves that it comes from the app: rightly, or in one of the ways that prove nothing. */
export const proofs = ['right', 'none', 'of another method', 'without the nonce', 'of another token', 'text'] as const;
export type Proof = (typeof proofs)[number];

interface Proven {
  readonly method: string;
  readonly url: string;
  readonly token: string | undefined;
  readonly nonce: string | undefined;
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The app's part of DPoP (RFC 9449): one key, and a proof for each request. */
export function prover(): (proof: Proof, of: Proven) => string | undefined {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: publicKey.export({ format: 'jwk' }) };
  return (proof, { method, url, token = '', nonce }) => {
    if (proof === 'none') return undefined;
    if (proof === 'text') return 'a.b.c';
    const claims = {
      jti: randomUUID(),
      htm: proof === 'of another method' ? 'PATCH' : method,
      htu: url,
      iat: Math.floor(Date.now() / 1000),
      ath: createHash('sha256')
        .update(proof === 'of another token' ? 'another' : token)
        .digest('base64url'),
      ...(proof === 'without the nonce' ? {} : { nonce }),
    };
    const text = `${encode(header)}.${encode(claims)}`;
    // JWS wants r and s side by side (RFC 7518, section 3.4).
    const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' });
    return `${text}.${signature.toString('base64url')}`;
  };
}
