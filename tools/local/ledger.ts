import type { Ledger, LedgerEntry } from './types';

// A flood writes an entry or more for each request; nobody reads further back than the drill that is running.
const kept = 100_000;

/** A ledger in memory. Marks stay valid when old entries are dropped: they count entries, not positions. */
export function createLedger(now: () => number = Date.now): Ledger {
  let entries: LedgerEntry[] = [];
  let dropped = 0;
  return {
    record(entry) {
      entries.push({ at: now(), ...entry });
      if (entries.length < 2 * kept) return;
      dropped += entries.length - kept;
      entries = entries.slice(-kept);
    },
    mark: () => dropped + entries.length,
    since: mark => entries.slice(Math.max(0, mark - dropped)),
  };
}
