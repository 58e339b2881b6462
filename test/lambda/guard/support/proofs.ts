import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import { jws } from '../../../../tools/fixtures/jws';

/** The app's part of DPoP: its key and the proofs it makes, by hand, so that a test can make any wrong one. */
export interface App {
  readonly jwk: Readonly<Record<string, unknown>>;
  readonly privateJwk: Readonly<Record<string, unknown>>;
  readonly keyThumbprint: string;
  prove(claims: object, header?: object): string;
}

export function app(): App {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = { ...publicKey.export({ format: 'jwk' }) };
  const { kty, crv, x, y } = jwk;
  return {
    jwk,
    privateJwk: { ...privateKey.export({ format: 'jwk' }) },
    // RFC 7638, section 3.2: the required members, in the order of their names.
    keyThumbprint: createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url'),
    prove: (claims, header = {}) => jws({ typ: 'dpop+jwt', alg: 'ES256', jwk, ...header }, claims, privateKey),
  };
}

export const ath = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** What a proof says, when it is right; times in milliseconds. */
export const claimsFor = (method: string, url: string, token: string, now = Date.now()) => ({
  jti: randomUUID(),
  htm: method,
  htu: url,
  iat: Math.floor(now / 1000),
  ath: ath(token),
});
