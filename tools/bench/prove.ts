import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Model } from '../prove/model';
import { profilePolicy } from '../prove/policy';
import { prove as proveModel } from '../prove/proof';
import { read } from '../prove/read';
import { rules } from '../prove/rules';
import { writeAssembly } from './assembly';
import { median, seconds, type Measurement } from './measurement';
import { ourAssembly } from './our-assembly';
import { resourcesPerStack } from './shop';

const root = resolve(__dirname, '..', '..');
const execute = promisify(execFile);

/** The rules alone, in this process, on our own assembly: evaluation, graph, every rule on every path. */
export async function prove(): Promise<readonly Measurement[]> {
  const { stacks } = read([await ourAssembly()]);
  const times = Array.from({ length: 15 }, () => {
    const began = performance.now();
    proveModel(new Model(stacks), profilePolicy('consumer'), rules);
    return performance.now() - began;
  });
  const ms = median(times);
  return [
    {
      what: 'every rule on our assembly, in process (median of 15, templates read)',
      measured: `${ms.toFixed(0)} ms (the first, cold: ${(times[0] ?? Number.NaN).toFixed(0)} ms)`,
      bound: '≤ 50 ms',
      held: ms <= 50,
    },
  ];
}

interface Once {
  readonly routes: number;
  readonly ms: number;
  readonly cpuMs: number;
  readonly bytes: number;
}

const sizes = [1, 10, 100] as const;

/** Made-up assemblies of 1, 10 and 100 stacks, each read and proved in a process of its own. */
export async function proveGrowth(): Promise<readonly Measurement[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'portcullis-bench-'));
  try {
    const taken: Once[] = [];
    for (const stacks of sizes) {
      const directory = join(scratch, String(stacks));
      writeAssembly(directory, stacks);
      const script = join(root, 'tools', 'bench', 'prove-once.ts');
      const { stdout } = await execute(process.execPath, ['--require', 'tsx/cjs', script, directory], { cwd: root });
      taken.push(JSON.parse(stdout) as Once);
    }
    return growth(taken);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function growth(taken: readonly Once[]): readonly Measurement[] {
  const largest = taken.at(-1);
  const [time, memory] = [exponent(taken.map(({ cpuMs }) => cpuMs)), exponent(taken.map(({ bytes }) => bytes))];
  const each = (of: (once: Once) => string): string => taken.map(of).join(', ');
  const most = 1.1;
  return [
    {
      what: `proving ${(100 * resourcesPerStack).toLocaleString('en')} resources, ${largest?.routes ?? 0} routes`,
      measured: seconds(largest?.ms ?? Number.NaN),
      bound: '< 10 s',
      held: (largest?.ms ?? Number.NaN) < 10_000,
    },
    {
      what: `its time over ${sizes.join(', ')} stacks of ${resourcesPerStack} resources, as a power of their number`,
      measured: `${time.toFixed(2)} (${each(({ cpuMs }) => seconds(cpuMs))} of processor)`,
      bound: `≤ ${most}: linear`,
      held: time <= most,
    },
    {
      what: 'its memory, as a power of their number',
      measured: `${memory.toFixed(2)} (${each(({ bytes }) => `${(bytes / 1e6).toFixed(0)} MB`)})`,
      bound: `≤ ${most}: linear`,
      held: memory <= most,
    },
  ];
}

/** The slope between the two largest sizes, where what every run pays once weighs least. */
function exponent(values: readonly number[]): number {
  const [before = Number.NaN, last = Number.NaN] = values.slice(-2);
  const [small, large] = sizes.slice(-2);
  return Math.log(last / before) / Math.log((large ?? 1) / (small ?? 1));
}
