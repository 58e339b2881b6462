import { randomBytes } from 'node:crypto';
import type { ProofStore } from './proofs';

/**
 * The server's nonces (RFC 9449, section 8). One value for all callers for a stretch of time, made when it begins: a
 * proof made ahead of time, by who held the phone for a minute, is worth nothing later.
 */
export interface Nonces {
  /** What a proof made now has to carry. */
  current(): Promise<string>;
  /** Is it the nonce of this stretch of time, or of the one before? */
  takes(nonce: string): Promise<boolean>;
}

const periodSeconds = 120;

export function nonces(store: Pick<ProofStore, 'nonce'>, now: () => number = Date.now): Nonces {
  const known = new Map<number, string>();

  const of = async (period: number): Promise<string> => {
    const remembered = known.get(period);
    if (remembered !== undefined) return remembered;
    const value = await store.nonce(
      String(period),
      randomBytes(24).toString('base64url'),
      (period + 3) * periodSeconds,
    );
    for (const old of known.keys()) if (old < period - 1) known.delete(old);
    known.set(period, value);
    return value;
  };
  const period = (): number => Math.floor(now() / 1000 / periodSeconds);

  return {
    current: () => of(period()),
    async takes(nonce) {
      return nonce === (await of(period())) || nonce === (await of(period() - 1));
    },
  };
}
