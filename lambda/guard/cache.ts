/** Remembers what a store said, for a short while and never more than a number of answers. */
export interface Cache<V> {
  /** What is remembered, unless it has grown old. */
  get(key: string): V | undefined;
  /** @param asked When the store was asked, in the clock's milliseconds: what it said is as old as that. */
  set(key: string, value: V, asked: number): void;
}

export interface CacheOptions {
  /** How long an answer counts, in milliseconds: the time until a change takes effect everywhere. */
  readonly forMs: number;
  readonly most: number;
  readonly now: () => number;
}

export function cache<V>({ forMs, most, now }: CacheOptions): Cache<V> {
  if (!(forMs >= 0 && forMs <= longestMs)) throw new Error(`cache: forMs: takes 0 to ${longestMs} milliseconds`);
  const entries = new Map<string, { readonly value: V; readonly asked: number }>();
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      const age = now() - entry.asked;
      // A clock that was set back must not make an answer young again.
      if (age >= 0 && age < forMs) return entry.value;
      entries.delete(key);
      return undefined;
    },
    set(key, value, asked) {
      entries.delete(key);
      const oldest = entries.keys().next();
      if (entries.size >= most && oldest.done !== true) entries.delete(oldest.value);
      entries.set(key, { value, asked });
    },
  };
}

/** A revocation is promised to take effect within 10 seconds, and the cache is not the only thing that takes time. */
const longestMs = 5_000;
