import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { fuzz, type Fuzzed } from './fuzz';

/** `npm run fuzz [-- --seed N --requests N --path P]`: exit 1 where an answer is not in docs/openapi.json, or is a 5xx. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { seed: { type: 'string' }, requests: { type: 'string' }, path: { type: 'string' } },
  });
  const seed = whole('seed', values.seed, Date.now() % 2 ** 31);
  const requests = whole('requests', values.requests, 100_000);
  const began = performance.now();
  const fuzzed = await fuzz({
    seed,
    requests,
    ...(values.path === undefined ? {} : { path: values.path }),
    onRequest: count => {
      if (count % 10_000 === 0) process.stderr.write(`${count} requests …\n`);
    },
  });
  report(fuzzed, seed, (performance.now() - began) / 1000);
}

function whole(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^\d{1,10}$/.test(text)) throw new Error(`--${name}: got ${JSON.stringify(text)}, takes a whole number`);
  return Number(text);
}

function report({ details, answers, unseen, faults }: Fuzzed, seed: number, seconds: number): void {
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
    console.log(`\nagain: npm run fuzz -- --seed ${seed} --path ${counterexamplePath}`);
  }
  if (!failed) console.log(`\nin the document, and not brought about: ${unseen.join(', ') || 'nothing'}`);
  for (const fault of faults) console.log(fault);
  const well = !failed && faults.length === 0;
  console.log(
    `\n${numRuns} requests, seed ${seed}, ${seconds.toFixed(0)} s: ${well ? 'every answer is in the document' : 'FAILED'}`,
  );
  process.exitCode = well ? 0 : 1;
}

main().catch((error: unknown) => {
  console.error(`fuzz: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
});
