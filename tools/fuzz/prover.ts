import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import { dpopProof } from '../fixtures/jws';

/** How a request proves that it comes from the app: rightly, or in one of the ways that prove nothing. */
export const proofs = ['right', 'none', 'of another method', 'without the nonce', 'of another token', 'text'] as const;
export type Proof = (typeof proofs)[number];

interface Proven {
  readonly method: string;
  readonly url: string;
  readonly token: string | undefined;
  readonly nonce: string | undefined;
}

/** The app's part of DPoP (RFC 9449): one key, and a proof for each request. */
export function prover(): (proof: Proof, of: Proven) => string | undefined {
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return (proof, { method, url, token = '', nonce }) => {
    if (proof === 'none') return undefined;
    if (proof === 'text') return 'a.b.c';
    return dpopProof(key, {
      jti: randomUUID(),
      htm: proof === 'of another method' ? 'PATCH' : method,
      htu: url,
      iat: Math.floor(Date.now() / 1000),
      ath: createHash('sha256')
        .update(proof === 'of another token' ? 'another' : token)
        .digest('base64url'),
      ...(proof === 'without the nonce' ? {} : { nonce }),
    });
  };
}
