import { Problem } from '../guard/problem';
import { revocable, type Revoker } from '../guard/revocations';
import type { ProofStore } from '../guard/proofs';

/** Longer than a refresh token lives (lib/identity), so that nothing outlives the entry that ends it. Seconds. */
export const longestSession = 31 * 24 * 3_600;

/** A key is registered right after signing in: later, the one who asks may be somebody who found the token. Seconds. */
const registration = 600;

interface Who {
  readonly sub: string;
  readonly correlationId: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Ends one sign-in, or every sign-in of the caller up to now. */
export const end = (
  revoker: Revoker,
  what: 'everywhere' | { readonly sessionId: string },
  { sub, correlationId, now }: Who,
) => {
  const revokedAt = Math.floor(now / 1000);
  return revoker.revoke({
    subject: what === 'everywhere' ? revocable.user(sub) : revocable.session(what.sessionId),
    revokedAt,
    reason: what === 'everywhere' ? 'signed out everywhere' : 'signed out',
    by: revocable.user(sub),
    correlationId,
    expiresAt: revokedAt + longestSession,
  });
};

export interface KeyRequest {
  readonly sessionId: string;
  /** When the person signed in, seconds since 1970. */
  readonly signedInAt: number;
  /** The key that the request proved to hold. */
  readonly keyThumbprint: string;
  readonly now: number;
}

/** Registers the first key of a session; the same one again is the same answer. */
export async function registerKey(
  proofs: Pick<ProofStore, 'keyOf' | 'register'>,
  { sessionId, signedInAt, keyThumbprint, now }: KeyRequest,
): Promise<string> {
  const known = await proofs.keyOf(sessionId);
  const seconds = Math.floor(now / 1000);
  if (known === undefined && seconds - signedInAt > registration) throw tooOld();
  const registered = known ?? (await proofs.register(sessionId, keyThumbprint, seconds + longestSession));
  if (registered === keyThumbprint) return registered;
  throw new Problem({ status: 409, code: 'session_key_taken', detail: 'This sign-in has another key. Sign in again.' });
}

// RFC 9470, section 3: the app signs the person in again.
const tooOld = (): Problem =>
  new Problem({
    status: 401,
    code: 'session_too_old',
    detail: 'A key is registered within ten minutes of signing in. Sign in again.',
    headers: { 'www-authenticate': `Bearer error="insufficient_user_authentication", max_age="${registration}"` },
  });
