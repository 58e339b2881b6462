import type { LayerName } from '../../lib/chain';
import type { Rule } from '../prove/rule';
import type { Expectation } from './expectation';
import { Judge, type Effect } from './judge';
import { nameOf, type Mutant } from './mutant';
import type { System } from './systems';
import { mutantsOf, mutated } from './walk';

export interface Judged {
  readonly name: string;
  readonly mutant: Mutant;
  readonly expectation: Expectation;
  /** Layers that no longer stand; of a mutant to be seen, among those in which it is to be seen. */
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
  const chosen: Chosen[] = [];
  const untold: string[] = [];
  for (const mutant of mutantsOf(stacks)) {
    const expectation = oracle.expectation(mutant);
    if (expectation === undefined) {
      if (whole) untold.push(nameOf(mutant));
    } else if (expectation.kind !== 'never' && take(expectation, mutant)) chosen.push({ mutant, expectation });
  }
  const seen = chosen.flatMap(({ mutant, expectation }) =>
    expectation.kind === 'seen'
      ? told(mutant, expectation, judge.effectIn(expectation.layers, mutated(stacks, mutant)))
      : [],
  );
  const unseen = together(chosen.filter(({ expectation }) => expectation.kind !== 'seen')).flatMap(some => {
    const all = judge.effect(some.map(({ mutant }) => mutant).reduce(mutated, stacks));
    return some.map(({ mutant, expectation }) =>
      told(mutant, expectation, all.same || some.length === 1 ? all : judge.effect(mutated(stacks, mutant))),
    );
  });
  const judged = [...seen, ...unseen];
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

interface Chosen {
  readonly mutant: Mutant;
  readonly expectation: Expectation;
}

const told = (mutant: Mutant, expectation: Expectation, { worse, gone }: Effect): Judged => ({
  name: nameOf(mutant),
  mutant,
  expectation,
  worse,
  gone: gone.length > 0,
});

const most = 8;

/**
 * Mutants of which nothing should come are tried several at once, each of another resource: where nothing comes of all of them,
 * nothing comes of one. Where something does, each is tried alone.
 */
function together(chosen: readonly Chosen[]): readonly (readonly Chosen[])[] {
  const batches: Chosen[][] = [];
  const nextOf = new Map<string, number>();
  for (const one of chosen) {
    const { stack, logicalId } = one.mutant.place;
    const key = `${stack}/${logicalId}`;
    let at = nextOf.get(key) ?? 0;
    while ((batches[at]?.length ?? 0) >= most) at++;
    (batches[at] ??= []).push(one);
    nextOf.set(key, at + 1);
  }
  return batches;
}

const meets = ({ layers }: Expectation & { kind: 'seen' }, worse: readonly LayerName[]): boolean =>
  layers.some(layer => worse.includes(layer));
