import { createHash } from 'node:crypto';
import * as z from 'zod';
import { Problem } from './problem';

/** What a proof has to be for: RFC 9449, section 4.3. */
export interface ProofOf {
  readonly method: string;
  /** From the configured public origin, never from a Host header; without query and fragment. */
  readonly url: string;
  readonly accessToken: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A proof that is what it has to be. Whether its key is the right one, its nonce ours and its id new is still to be asked. */
export interface Proof {
  /** RFC 7638 thumbprint of the key it was made with, base64url. */
  readonly keyThumbprint: string;
  readonly jti: string;
  readonly nonce: string | undefined;
}

/** A P-256 key is what both the Secure Enclave and Android's hardware keystore make. */
const proofAlgorithm = 'ES256';
/** How old a proof may be, in seconds; and how far ahead a phone's clock. */
export const proofLifeSeconds = 60;
export const clockSkewSeconds = 5;
const longest = 4_096;

/** A 401 of RFC 9449, section 7.1. */
export const refuseProof = (code: string, detail: string, error = 'invalid_dpop_proof', headers = {}): Problem =>
  new Problem({
    status: 401,
    code,
    detail,
    headers: { 'www-authenticate': `DPoP error="${error}", algs="${proofAlgorithm}"`, ...headers },
  });

const claims = z.object({
  jti: z.string().min(8).max(128),
  htm: z.string(),
  htu: z.string().max(2_048),
  ath: z.string().optional(),
  nonce: z.string().max(128).optional(),
});

/**
 * Verifies a DPoP proof with jose: one compact JWS of type `dpop+jwt`, signed with the public key it carries. Throws a
 * Problem. Its type is ESM only, hence the import where it is needed, which also keeps it out of every other cold start.
 */
export async function verifyProof(compact: string, { method, url, accessToken, now }: ProofOf): Promise<Proof> {
  const [{ jwtVerify }, { EmbeddedJWK }, { calculateJwkThumbprint }] = await library();
  // Two headers arrive joined with a comma, which no compact JWS has.
  if (compact.length > longest || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(compact)) throw unreadable();
  const { payload, protectedHeader } = await jwtVerify(compact, EmbeddedJWK, {
    typ: 'dpop+jwt',
    algorithms: [proofAlgorithm],
    currentDate: new Date(now),
    maxTokenAge: proofLifeSeconds,
    clockTolerance: clockSkewSeconds,
  }).catch((error: unknown) => {
    throw isStale(error) ? refuseProof('proof_stale', 'The DPoP proof is too old, or of the future.') : unreadable();
  });
  const read = claims.safeParse(payload);
  if (!read.success || protectedHeader.jwk === undefined) throw unreadable();
  const { jti, htm, htu, ath, nonce } = read.data;
  if (htm !== method || !isSame(htu, url))
    throw refuseProof('proof_wrong_request', 'The DPoP proof is for another method or URI.');
  if (ath !== hashOf(accessToken)) throw refuseProof('proof_wrong_token', 'The DPoP proof is for another token.');
  return { keyThumbprint: await calculateJwkThumbprint(protectedHeader.jwk), jti, nonce };
}

const library = () =>
  Promise.all([import('jose/jwt/verify'), import('jose/jwk/embedded'), import('jose/jwk/thumbprint')]);

const unreadable = (): Problem => refuseProof('proof_invalid', 'The DPoP header takes one proof of RFC 9449.');

/** jose names the claim that failed; `iat` fails for its age as well as for being of the future. */
const isStale = (error: unknown): boolean => error instanceof Error && 'claim' in error && error.claim === 'iat';

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** Equal once both are normalised (RFC 3986, section 6.2); a query or a fragment does not count (RFC 9449, section 4.3). */
function isSame(htu: string, url: string): boolean {
  if (!URL.canParse(htu)) return false;
  const [theirs, ours] = [new URL(htu), new URL(url)];
  if (theirs.username !== '' || theirs.password !== '') return false;
  return theirs.origin === ours.origin && theirs.pathname === ours.pathname;
}
