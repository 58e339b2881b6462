import { layersOf, type LayerName } from '../../lib/chain';
import { drillsOf } from '../../tools/drills';
import { ablationOf } from '../../tools/drills/ablate';
import { faultOfChain } from '../../tools/drills/judge';
import { drillChain, type Sightings } from '../../tools/drills/run';
import { seed } from '../../tools/drills/seed';
import type { Drill } from '../../tools/drills/types';
import { startChain } from '../../tools/local/chain';
import { systemOf, type System } from '../../tools/local/system';
import type { Assembly } from '../../tools/local/types';
import { answersOf } from './answers';
import type { Lifetime } from './lifetime';
import { step } from './progress';
import { sightingTable } from './report';

/**
 * `portcullis drill`: attacks an assembly once, with the layers named taken away first, and shows who stopped what. Fails
 * when an attack on a layer that was left standing was stopped by nobody; a layer taken away owes nothing. With nothing taken away,
 * each layer has to stop its own attacks, and every honest twin has to be served.
 *
 * @public loaded by name in program.ts
 */
export async function drill(lifetime: Lifetime, whole: Assembly, named: readonly string[]): Promise<number> {
  const system = systemOf(whole);
  const drills = drillsOf(system);
  const without = standing(system, named);
  const edits = without.flatMap(name => ablationOf(name as LayerName) ?? []);
  const assembly = whole.edited(stacks => edits.forEach(ablation => ablation.edit(stacks)));
  const chain = await step({
    title: without.length === 0 ? 'Start the whole chain' : `Start the chain without ${without.join(', ')}`,
    work: () => lifetime.hold(startChain(assembly)),
  });
  const site = await step({ title: 'Seed two callers', work: () => seed(chain) });
  const answers = answersOf(system);
  // A chain that lost a layer owes no answer of the document.
  const onAnswer = without.length === 0 ? answers.onAnswer : undefined;
  const seen = await step({
    title: `Attack it ${drills.length} times`,
    work: say =>
      drillChain(site, drills, { twins: without.length === 0, onDrill: ({ title }) => say(title), onAnswer }),
  });
  console.log(sightingTable(drills, seen));
  for (const { what } of edits) console.log(`taken away: ${what}`);
  if (without.length === 0) console.log(answers.line());
  const faults = [...drills.flatMap(one => faultOf(one, seen, without) ?? []), ...answers.faults()];
  for (const fault of faults) console.error(`FAIL ${fault}`);
  return faults.length === 0 ? 0 : 1;
}

function faultOf(drill: Drill, seen: Sightings, without: readonly string[]): string | undefined {
  const { id, layer, title } = drill;
  if (without.includes(layer)) return undefined;
  const sighting = seen.get(id);
  if (sighting === undefined || sighting instanceof Error)
    return `${layer}: could not drill "${title}": ${sighting?.message ?? 'no reason known'}`;
  if (without.length > 0)
    return sighting.stoppedBy.length > 0 ? undefined : `nobody stopped "${title}" (${sighting.attack.saw})`;
  const ablation = ablationOf(layer);
  return ablation && faultOfChain(drill, sighting, ablation);
}

/** The layers named that this system has; one that only other profiles or ingresses have needs no taking away. */
function standing({ profile, ingress }: System, named: readonly string[]): string[] {
  const here = layersOf(profile, ingress).map(({ name }) => name as string);
  return named.filter(name => here.includes(name));
}
