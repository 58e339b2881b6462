import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { fuzz, type Fuzzed } from './fuzz';

/** The documents under docs/, and how many of the requests each gets. Most of what there is to get wrong is in the first. */
const shares: Readonly<Record<string, number>> = { example: 0.6, 'managed-edge': 0.2, 'partner-edge': 0.2 };

/**
 * `npm run fuzz [-- --env E --seed N --requests N --path P]`: exit 1 where an answer is not in the document of its environment, or is a
 * 5xx. Without `--env`, all documents.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      env: { type: 'string' },
      seed: { type: 'string' },
      requests: { type: 'string' },
      path: { type: 'string' },
    },
  });
  const { env, path } = values;
  const takes = Object.keys(shares).join(', ');
  if (env !== undefined && shares[env] === undefined) throw new Error(`--env: got ${env}, takes one of: ${takes}`);
  if (path !== undefined && env === undefined)
    throw new Error(`--env: got nothing with --path, takes one of: ${takes}`);
  const seed = whole('seed', values.seed, Date.now() % 2 ** 31);
  const requests = whole('requests', values.requests, 100_000);
  for (const [one, share] of Object.entries(env === undefined ? shares : { [env]: 1 })) {
    const began = performance.now();
    const fuzzed = await fuzz({
      env: one,
      seed,
      requests: Math.round(requests * share),
      ...(path === undefined ? {} : { path }),
      onRequest: count => {
        if (count % 10_000 === 0) process.stderr.write(`${one}: ${count} requests …\n`);
      },
    });
    report(fuzzed, { env: one, seed, seconds: (performance.now() - began) / 1000 });
  }
}

function whole(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^\d{1,10}$/.test(text)) throw new Error(`--${name}: got ${JSON.stringify(text)}, takes a whole number`);
  return Number(text);
}

interface Run {
  readonly env: string;
  readonly seed: number;
  readonly seconds: number;
}

function report({ details, answers, unseen, faults }: Fuzzed, { env, seed, seconds }: Run): void {
  const table = new Table({ head: ['route', 'answers'], style: { head: [], border: [] } });
  for (const [route, statuses] of [...answers].sort(([a], [b]) => a.localeCompare(b)))
    table.push([
      route,
      [...statuses]
        .sort(([a], [b]) => a - b)
        .map(([status, count]) => `${status} × ${count}`)
        .join(', '),
    ]);
  console.log(table.toString());
  const { failed, counterexample, counterexamplePath, errorInstance, numRuns } = details;
  if (failed) {
    console.log(`\n${errorInstance instanceof Error ? errorInstance.message : 'it was interrupted'}`);
    console.log(JSON.stringify(counterexample?.[0], undefined, 2));
    console.log(`\nagain: npm run fuzz -- --env ${env} --seed ${seed} --path ${counterexamplePath}`);
  }
  if (!failed) console.log(`\nin the document, and not brought about: ${unseen.join(', ') || 'nothing'}`);
  for (const fault of faults) console.log(fault);
  const well = !failed && faults.length === 0;
  console.log(
    `\n${env}: ${numRuns} requests, seed ${seed}, ${seconds.toFixed(0)} s: ${well ? 'every answer is in the document' : 'FAILED'}\n`,
  );
  if (!well) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(`fuzz: ${error instanceof Error ? error.message : String(error)}`);
  // What was started is not stopped where it could not be set up.
  process.exit(2);
});
