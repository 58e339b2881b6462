import { seed } from '../../tools/drills/seed';
import { readAssembly } from '../../tools/local/assembly';
import type { Lifetime } from './lifetime';
import { step } from './progress';
import { notModelledLines, serve, startOnKnownPorts } from './serve';

/**
 * `portcullis up`: serves an assembly that somebody synthesized, without attacking it.
 *
 * @public loaded by name in program.ts
 */
export async function up(lifetime: Lifetime, directory: string): Promise<number> {
  const assembly = readAssembly(directory);
  const { chain, moved } = await step({
    title: `Start the chain of ${directory}`,
    work: () => startOnKnownPorts(lifetime, assembly),
  });
  const site = await step({ title: 'Seed two callers', work: () => seed(chain) });
  console.log([...moved, ...notModelledLines(chain)].join('\n'));
  await serve(lifetime, site, directory);
  return 0;
}
