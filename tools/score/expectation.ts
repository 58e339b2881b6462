import type { LayerName } from '../../lib/chain';
import { missesInTemplates, type MissId } from './misses';
import type { Mutant, Place } from './mutant';

/**
 * What a mutant should yield, written by hand from AWS's documentation.
 *
 * - `seen`: a defence is gone or weaker, so one of these layers must no longer stand on some path.
 * - `equivalent`: the value holds a defence up, and this change leaves it standing. Each has a test that shows it.
 * - `never`: nothing comes of it: the deployment is refused, or what is deployed serves nobody. The proof may say anything.
 * - `idle`: the value holds no defence of the chain up, so the proof must say what it said.
 * - `missed`: a defence is weaker and templates do not show it; published in the docs.
 */
export type Expectation =
  | { readonly kind: 'seen'; readonly layers: readonly LayerName[]; readonly because: string }
  | { readonly kind: 'equivalent' | 'never' | 'idle'; readonly because: string }
  | { readonly kind: 'missed'; readonly because: string; readonly miss: MissId };

export interface Entry {
  readonly type: string;
  /** Segments; `#` any index, `*` any one segment, `**` any that follow, none included. */
  readonly path: readonly string[];
  /** Operators it speaks of, alone (`switch`) or with what they put there (`switch=allow-all`); none: all. */
  readonly operators: readonly string[];
  readonly expectation: Expectation;
  readonly only?: (mutant: Mutant) => boolean;
}

type Told = Omit<Entry, 'type' | 'path' | 'only'>;

/** Entries of one resource type, by property path: the first that fits counts. */
export function about(
  type: string,
  entries: Readonly<Record<string, Told | readonly Told[]>>,
  only?: (mutant: Mutant) => boolean,
): readonly Entry[] {
  return Object.entries(entries).flatMap(([path, told]) =>
    [told].flat().map(each => ({
      type,
      path: path === '' ? [] : path.split('.'),
      ...each,
      ...(only === undefined ? {} : { only }),
    })),
  );
}

type Teller = (because: string, ...operators: readonly string[]) => Told;

const teller =
  (kind: 'equivalent' | 'never' | 'idle'): Teller =>
  (because, ...operators) => ({ operators, expectation: { kind, because } });

export const equivalent = teller('equivalent');
export const never = teller('never');
export const idle = teller('idle');

/** `missed('own-alarms')`: one of the published misses. */
export const missed = (miss: MissId, ...operators: readonly string[]): Told => ({
  operators,
  expectation: { kind: 'missed', miss, because: missesInTemplates[miss].what },
});

/** `seen('tls', 'plain HTTP is served', 'delete')`; layers in which it may be seen are written `tls|waf`. */
export const seen = (layers: string, because: string, ...operators: readonly string[]): Told => ({
  operators,
  expectation: { kind: 'seen', layers: layers.split('|') as LayerName[], because },
});

/** Finds what the oracle says about a mutant. */
export class Oracle {
  readonly #byType = new Map<string, Entry[]>();

  constructor(entries: readonly Entry[]) {
    for (const entry of entries) this.#byType.set(entry.type, [...(this.#byType.get(entry.type) ?? []), entry]);
  }

  expectation(mutant: Mutant): Expectation | undefined {
    return this.#byType
      .get(mutant.place.type)
      ?.find(
        ({ path, operators, only }) =>
          (operators.length === 0 || operators.some(operator => names(operator, mutant))) &&
          fits(path, mutant.place) &&
          (only === undefined || only(mutant)),
      )?.expectation;
  }
}

function names(written: string, { operator, value }: Mutant): boolean {
  const [name, to] = written.split('=');
  if (name !== operator) return false;
  return to === undefined || to === (typeof value === 'string' ? value : JSON.stringify(value));
}

function fits(pattern: readonly string[], { path }: Place): boolean {
  const open = pattern.at(-1) === '**';
  const fixed = open ? pattern.slice(0, -1) : pattern;
  if (open ? path.length < fixed.length : path.length !== fixed.length) return false;
  return fixed.every((part, i) => part === '*' || part === path[i] || (part === '#' && /^\d+$/.test(path[i] ?? '')));
}
