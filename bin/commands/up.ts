import { seed } from '../../tools/drills/seed';
import type { Assembly } from '../../tools/local/types';
import type { Lifetime } from './lifetime';
import { step } from './progress';
import { notModelledLines, serve, startOnKnownPorts } from './serve';

/**
 * `portcullis up`: serves an assembly that somebody synthesized, without attacking it.
 *
 * @public loaded by name in program.ts
 */
export async function up(lifetime: Lifetime, assembly: Assembly): Promise<number> {
  const { directory } = assembly;
  const { chain, moved } = await step({
    title: `Start the chain of ${directory}`,
    work: () => startOnKnownPorts(lifetime, assembly),
  });
  const site = await step({ title: 'Seed two callers', work: () => seed(chain) });
  console.log([...moved, ...notModelledLines(chain)].join('\n'));
  await serve(lifetime, site, directory);
  return 0;
}
