import type { LayerName } from '../../lib/chain';
import type { Rule } from '../prove/rule';
import type { Expectation } from './expectation';
import { Judge } from './judge';
import { nameOf, type Mutant } from './mutant';
import type { System } from './systems';
import { mutantsOf, mutated } from './walk';

export interface Judged {
  readonly name: string;
  readonly mutant: Mutant;
  readonly expectation: Expectation;
  /** Layers that no longer stand. */
  readonly worse: readonly LayerName[];
  readonly gone: boolean;
}

export interface Score {
  readonly judged: readonly Judged[];
  /** Expected to be seen, and not seen in a layer that the oracle names. */
  readonly survivors: readonly Judged[];
  /** Hold nothing up, and yet the proof cried. */
  readonly falseAlarms: readonly Judged[];
  /** Published as misses, and seen: the page is out of date. */
  readonly seenAfterAll: readonly Judged[];
  /** Layers that do not stand before anything was changed: nothing can be seen in them. */
  readonly notStanding: readonly string[];
  /** Mutants about which the oracle is silent. */
  readonly untold: readonly string[];
}

/** Proves every mutant of which something can come, and holds the result against the oracle. */
export function score(
  { stacks, profile, oracle, whole }: System,
  rules: readonly Rule[],
  take: (expectation: Expectation, mutant: Mutant) => boolean = () => true,
): Score {
  const judge = new Judge(stacks, rules, profile);
  const judged: Judged[] = [];
  const untold: string[] = [];
  for (const mutant of mutantsOf(stacks)) {
    const expectation = oracle.expectation(mutant);
    const name = nameOf(mutant);
    if (expectation === undefined) {
      if (whole) untold.push(name);
    } else if (expectation.kind !== 'never' && take(expectation, mutant)) {
      const { worse, gone } = judge.effect(mutated(stacks, mutant));
      judged.push({ name, mutant, expectation, worse, gone: gone.length > 0 });
    }
  }
  return {
    notStanding: judge.notStanding,
    judged,
    untold,
    survivors: judged.filter(({ expectation, worse }) => expectation.kind === 'seen' && !meets(expectation, worse)),
    seenAfterAll: judged.filter(({ expectation, worse }) => expectation.kind === 'missed' && worse.length > 0),
    falseAlarms: judged.filter(
      ({ expectation: { kind }, worse, gone }) =>
        (kind === 'idle' || kind === 'equivalent') && (worse.length > 0 || gone),
    ),
  };
}

const meets = ({ layers }: Expectation & { kind: 'seen' }, worse: readonly LayerName[]): boolean =>
  layers.some(layer => worse.includes(layer));
