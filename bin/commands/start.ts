import { drills } from '../../tools/drills';
import { ablationOf } from '../../tools/drills/ablate';
import type { Site } from '../../tools/drills/field';
import type { Without } from '../../tools/drills/judge';
import { byLayer, drillChain, drillWithout, verdicts } from '../../tools/drills/run';
import { seed } from '../../tools/drills/seed';
import type { Drill, DrillResult } from '../../tools/drills/types';
import { readAssembly } from '../../tools/local/assembly';
import { startChain } from '../../tools/local/chain';
import type { Assembly } from '../../tools/local/types';
import { faultOf, walk, walkLines } from './honest';
import type { Lifetime } from './lifetime';
import { step, steps } from './progress';
import { attackTable, verdictLines } from './report';
import { notModelledLine, serve, startOnKnownPorts } from './serve';
import { contextOf, synthesize } from './synthesize';

interface StartOptions {
  readonly once: boolean;
  readonly context: readonly string[];
}

/** `npm start`: synthesizes, starts the chain, sends an honest request, attacks every layer, reports, and goes on serving. */
export async function start(lifetime: Lifetime, { once, context }: StartOptions): Promise<number> {
  const began = Date.now();
  const pairs = contextOf(context);
  const directory = await step({ title: 'Synthesize the templates', work: () => synthesize(pairs) });
  const assembly = readAssembly(directory);
  const { chain, moved } = await step({
    title: 'Start the chain they describe',
    work: () => startOnKnownPorts(lifetime, assembly),
  });
  const site = await step({ title: 'Seed two users', work: () => seed(chain) });
  const walked = await step({ title: 'Send an honest request', work: () => walk(site) });
  console.log(['', ...moved, ...walkLines(walked), ''].join('\n'));

  const results = await drillAll(lifetime, assembly, site);
  console.log(['', attackTable(results), '', ...notModelledLine(chain), ...verdictLines(results)].join('\n'));
  const fault = faultOf(walked);
  if (fault !== undefined) console.error(`FAIL ${fault}`);
  console.log(`${((Date.now() - began) / 1000).toFixed(1)} s\n`);

  if (!once) await serve(lifetime, chain);
  return fault === undefined && results.every(({ passed }) => passed) ? 0 : 1;
}

/** Two at once: a chain that starts waits for processes, one that is flooded works. */
const chainsAtOnce = 2;

async function drillAll(lifetime: Lifetime, assembly: Assembly, site: Site): Promise<DrillResult[]> {
  const whole = await step({
    title: `Attack it ${drills.length} times`,
    work: say => drillChain(site, drills, { twins: true, onDrill: ({ layer, title }) => say(`${layer}: ${title}`) }),
  });
  const without = await steps(
    'Take each layer away and attack again',
    byLayer(drills).map(group => ({
      title: `without ${group.layer}`,
      work: () => drillGroup(lifetime, assembly, group),
    })),
    chainsAtOnce,
  );
  return verdicts(drills, whole, new Map(without.flatMap(seen => [...seen])));
}

async function drillGroup(
  lifetime: Lifetime,
  assembly: Assembly,
  { layer, drills }: ReturnType<typeof byLayer>[number],
): Promise<ReadonlyMap<string, Without>> {
  const ablation = ablationOf(layer);
  if (ablation === undefined) return new Map<Drill['id'], Without>();
  return drillWithout({ start: edited => lifetime.hold(startChain(edited)), seed }, assembly, ablation, drills);
}
