import { mostKeys, type KeyValueStore } from '../aws/key-value-store';
import { revocationKey } from '../x509';

export interface SyncOptions {
  /** Revoked certificates, as the registry has them. */
  readonly revoked: () => Promise<readonly { readonly serialNumber: string; readonly notAfter: string }[]>;
  readonly store: KeyValueStore;
  readonly now: () => Date;
}

export interface Synced {
  readonly listed: number;
  readonly added: number;
  readonly removed: number;
}

/**
 * Makes the edge's list equal to the registry: what is revoked and has not ended is on it, and nothing else. It pulls, so whatever was
 * missed, lost or meddled with is right again after the next run.
 */
export async function sync({ revoked, store, now }: SyncOptions): Promise<Synced> {
  const rows = await revoked();
  const wanted = new Set(
    rows
      .filter(({ notAfter }) => notAfter > now().toISOString())
      .map(({ serialNumber }) => revocationKey(serialNumber)),
  );
  // The version is read before the keys: if somebody writes in between, the update is refused and the next run sees it all.
  let version = await store.version();
  const there = new Set(await store.keys());
  const added = [...wanted].filter(key => !there.has(key));
  const removed = [...there].filter(key => !wanted.has(key));
  // Additions first: to refuse a revoked certificate is more urgent than to forget one.
  const steps = [...added.map(key => ({ key, put: true })), ...removed.map(key => ({ key, put: false }))];
  for (let at = 0; at < steps.length; at += mostKeys) {
    const step = steps.slice(at, at + mostKeys);
    version = await store.update(version, {
      puts: step.filter(({ put }) => put).map(({ key }) => ({ key, value: 'revoked' })),
      deletes: step.filter(({ put }) => !put).map(({ key }) => key),
    });
  }
  return { listed: wanted.size, added: added.length, removed: removed.length };
}
