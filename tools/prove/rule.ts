import type { LayerName } from '../../lib/chain';
import type { Json } from './json';
import type { Graph, Path, Where } from './graph/types';
import type { Model, Resource } from './model';

/** How a layer is on one path. `weak`: something stands there that can be walked through. */
export type Status = 'stands' | 'weak' | 'missing' | 'unproven';

/** Worst first. What is certain outweighs a doubt: a layer that is weak in one place is a gap, whatever else is unproven. */
const order: readonly Status[] = ['missing', 'weak', 'unproven', 'stands'];

export const worst = (statuses: readonly Status[]): Status =>
  order.find(status => statuses.includes(status)) ?? 'missing';

export const bySeverity = (one: Status, other: Status): number => order.indexOf(one) - order.indexOf(other);

/** What a rule saw on a path, and where. */
export interface Verdict {
  readonly status: Status;
  readonly where: Where;
  /** One sentence: what stands there, or what is wrong. */
  readonly says: string;
}

export interface Context {
  readonly model: Model;
  readonly graph: Graph;
  readonly properties: (resource: Resource) => Readonly<Record<string, Json>>;
  /** Computes a value once a proof, by rule and subject: most paths share their web ACL, stage and function. */
  readonly once: <T>(rule: string, subject: Resource, compute: () => T) => T;
}

/**
 * One rule: finds one thing about one layer on a path. A pure function with an id, the attack it exists for, and the mend.
 * No verdict means that the rule has nothing to say about this path; a layer about which no rule says anything is missing.
 */
export interface Rule {
  /** `<layer>/<what>`, also its file's name with a dash: `waf/attached` in `waf-attached.ts`. */
  readonly id: string;
  readonly layer: LayerName;
  readonly reason: string;
  readonly fix: string;
  check(path: Path, context: Context): readonly Verdict[];
}

export const stands = (where: Where, says: string): Verdict => ({ status: 'stands', where, says });
export const weak = (where: Where, says: string): Verdict => ({ status: 'weak', where, says });
export const missing = (where: Where, says: string): Verdict => ({ status: 'missing', where, says });
export const unproven = (where: Where, says: string): Verdict => ({ status: 'unproven', where, says });
