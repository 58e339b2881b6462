import { layers } from '../../lib/chain';
import { Model, type StackInput } from '../prove/model';
import { profilePolicy } from '../prove/policy';
import { prove } from '../prove/proof';
import type { Rule } from '../prove/rule';
import type { Mutant } from './mutant';
import { oracle } from './oracle';
import type { Rewrite } from './rewrites/rewrite';
import { mutantsOf, mutated } from './walk';

/** What the proof says of every route, without the names that a rewrite may change. */
export function saysOf(stacks: readonly StackInput[], rules: readonly Rule[]): readonly string[] {
  const { routes } = prove(new Model(stacks), profilePolicy('consumer'), rules);
  return routes
    .map(({ route, verdict, paths }) => {
      const ways = paths.map(({ path, closed, layers: found }) => {
        const statuses = found.map(({ layer, status }) => `${layer} ${status}`).join(', ');
        return `${path.hops.map(({ kind }) => kind).join('>')}: ${closed?.status === 'stands' ? 'closed' : statuses}`;
      });
      return `${route.key}: ${verdict} (${ways.sort().join('; ')})`;
    })
    .sort();
}

/** The stacks with every layer broken, each by the first mutant that the oracle wants seen in it. */
export function allBroken(stacks: readonly StackInput[]): readonly StackInput[] {
  const chosen = new Map<string, Mutant>();
  for (const mutant of mutantsOf(stacks)) {
    const expectation = oracle.expectation(mutant);
    if (expectation?.kind !== 'seen' || mutant.operator === 'disable') continue;
    const [layer = ''] = expectation.layers;
    if (!chosen.has(layer)) chosen.set(layer, mutant);
    if (chosen.size === layers.length) break;
  }
  return [...chosen.values()].reduce(mutated, stacks);
}

export interface Unsteady {
  readonly rewrite: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** The rewrites that change what is said of a whole system, or of a broken one. */
export function unsteady(
  stacks: readonly StackInput[],
  rules: readonly Rule[],
  rewrites: readonly Rewrite[],
): readonly Unsteady[] {
  return [stacks, allBroken(stacks)].flatMap(system => {
    const before = saysOf(system, rules);
    return rewrites.flatMap(rewrite => {
      const after = saysOf(rewrite.rewrite(system), rules);
      return before.join('\n') === after.join('\n') ? [] : [{ rewrite: rewrite.name, before, after }];
    });
  });
}
