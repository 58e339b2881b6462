import type { Json } from './json';

/** Values worked out once by name, however often they are asked for, and told apart from values that hang on themselves. */
export class Memo {
  readonly #known = new Map<string, Json | undefined>();
  readonly #underWay = new Set<string>();

  /** The value of `work`, or `cyclic` where it has come back to itself on the way. */
  once(key: string, cyclic: Json, work: () => Json | undefined): Json | undefined {
    if (this.#known.has(key)) return this.#known.get(key);
    if (this.#underWay.has(key)) return cyclic;
    this.#underWay.add(key);
    try {
      const found = work();
      this.#known.set(key, found);
      return found;
    } finally {
      this.#underWay.delete(key);
    }
  }
}
