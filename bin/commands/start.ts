import colors from 'picocolors';
import type { Profile } from '../../lib/chain';
import { drillsOf } from '../../tools/drills';
import { ablationOf } from '../../tools/drills/ablate';
import type { OnAnswer, Site } from '../../tools/drills/field';
import type { Without } from '../../tools/drills/judge';
import { byLayer, drillChain, drillWithout, verdicts, type Sightings } from '../../tools/drills/run';
import { seed } from '../../tools/drills/seed';
import type { DrillResult } from '../../tools/drills/types';
import { readAssembly } from '../../tools/local/assembly';
import { startChain } from '../../tools/local/chain';
import type { Assembly } from '../../tools/local/types';
import { proveTemplates, render } from '../../tools/prove';
import { answersOf } from './answers';
import type { Given } from './given';
import { faultOf, walk, walkLines } from './honest';
import type { Lifetime } from './lifetime';
import { step, steps, untilItWaits } from './progress';
import { attackTable, verdictLines } from './report';
import { notModelledLines, serve, startOnKnownPorts } from './serve';
import { synthesize } from './synthesize';

interface StartOptions extends Given {
  readonly once: boolean;
}

/**
 * `npm start`: synthesizes, proves every route, starts the chain, sends an honest request, attacks every layer, reports, and goes on serving.
 *
 * @public loaded by name in program.ts
 */
export async function start(lifetime: Lifetime, { once, context, profile }: StartOptions): Promise<number> {
  const began = Date.now();
  const directory = await step({ title: 'Synthesize the templates', work: () => synthesize(context) });
  const proved = await showProof(directory, profile);
  const assembly = readAssembly(directory);
  const { chain, moved } = await step({
    title: 'Start the chain they describe',
    work: () => startOnKnownPorts(lifetime, assembly),
  });
  const site = await step({ title: 'Seed two callers', work: () => seed(chain) });
  const walked = await step({ title: 'Send an honest request', work: () => walk(site) });
  console.log(['', ...moved, ...walkLines(walked), ''].join('\n'));

  // Without a chain to serve, the memory of the whole one is free for those without a layer.
  const drilled = () => (once ? chain.stop() : Promise.resolve());
  const answers = answersOf(chain.system);
  const results = await drillAll(lifetime, assembly, site, { drilled, onAnswer: answers.onAnswer });
  console.log(
    ['', attackTable(results), '', ...notModelledLines(chain), ...verdictLines(results), answers.line()].join('\n'),
  );
  const fault = faultOf(walked);
  const faults = [...(fault === undefined ? [] : [fault]), ...answers.faults()];
  for (const one of faults) console.error(`FAIL ${one}`);
  console.log(`${((Date.now() - began) / 1000).toFixed(1)} s\n`);

  if (!once) await serve(lifetime, site, directory);
  return faults.length === 0 && proved && results.every(({ passed }) => passed) ? 0 : 1;
}

/** The proof as a table; whether every route is complete. */
async function showProof(directory: string, profile: Profile): Promise<boolean> {
  const work = () => Promise.resolve(proveTemplates(directory, { profile }));
  const report = await step({ title: 'Prove every route', work });
  console.log(`\n${render(report, 'table', { color: colors.isColorSupported })}`);
  return report.verdict === 'complete';
}

/** Two at once: a chain that starts waits for processes, one that is flooded works. More would cost memory, not save time. */
const chainsAtOnce = 2;

async function drillAll(
  lifetime: Lifetime,
  assembly: Assembly,
  site: Site,
  { drilled, onAnswer }: { readonly drilled: () => Promise<void>; readonly onAnswer: OnAnswer },
): Promise<DrillResult[]> {
  const drills = drillsOf(site.chain.system);
  let whole: Sightings = new Map();
  const without = new Map<string, Without>();
  const works = untilItWaits();
  await steps(
    'Attack',
    [
      {
        title: `the whole chain, ${drills.length} times`,
        work: works.of(async (say, onWait) => {
          whole = await drillChain(site, drills, { twins: true, onDrill: ({ title }) => say(title), onAnswer, onWait });
          await drilled();
        }),
      },
      // The longest first: what it waits for at its end is over before the others are.
      ...byLayer(drills)
        .toSorted((a, b) => b.drills.length - a.drills.length)
        .map(group => ({
          title: `the chain without ${group.layer}`,
          work: works.of(async (_say, onWait) => {
            for (const [id, seen] of await drillGroup(lifetime, assembly, group, onWait)) without.set(id, seen);
          }),
        })),
    ],
    chainsAtOnce,
  );
  await works.over();
  return verdicts(drills, whole, without);
}

async function drillGroup(
  lifetime: Lifetime,
  assembly: Assembly,
  { layer, drills }: ReturnType<typeof byLayer>[number],
  onWait: () => void,
): Promise<ReadonlyMap<string, Without>> {
  const ablation = ablationOf(layer);
  if (ablation === undefined) return new Map();
  const ground = { start: (edited: Assembly) => lifetime.hold(startChain(edited)), seed };
  return drillWithout(ground, assembly, ablation, drills, onWait);
}
