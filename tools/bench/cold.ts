import { build } from 'esbuild';
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { bundling } from '../../lib/services/bundling';
import { policyNames } from '../../lambda/policies';
import { guardedSystem } from './guarded-system';
import { median, type Measurement } from './measurement';

const root = resolve(__dirname, '..', '..');
const service = join(root, 'lambda', 'accounts');
const rounds = 9;
const execute = promisify(execFile);

const answers = 'export const handler = async () => ({ statusCode: 200 });';
const handlerText = readFileSync(join(service, 'handler.ts'), 'utf8');

/** The handler as it is, with everybody doing what they like with what is theirs in place of the policies. */
const withoutCedar = replaced(
  replaced(
    handlerText,
    `import { cedar } from '../policies/cedar';`,
    `import { ownerOnly } from '../guard/owner-only';`,
  ),
  'cedar()',
  'ownerOnly',
);

/** Each alone in a handler that does nothing else. */
const libraries: Readonly<Record<string, string>> = {
  Cedar: `import { cedar } from '../policies/cedar'; cedar();`,
  'the DynamoDB client': `import { documentClient } from '../guard/store'; documentClient();`,
  'logger and metrics': `import { recorder } from '../guard/record'; recorder();`,
  'aws-jwt-verify': `import { JwtVerifier } from 'aws-jwt-verify'; JwtVerifier.create({ issuer: 'https://a.example.com', audience: null });`,
  zod: `import * as z from 'zod'; z.object({ one: z.string() }).parse({ one: '' });`,
};

/**
 * A process of its own from its start to its first answer, as Lambda starts one: the handler of `accounts` with the guard's whole
 * environment, which refuses a call whose token is none, against a handler that has nothing to load. Alternated; the median of each.
 */
export async function cold(): Promise<readonly Measurement[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'portcullis-cold-'));
  try {
    const sources = { empty: answers, whole: handlerText, withoutCedar, ...mapped(libraries, text => text + answers) };
    for (const [name, text] of Object.entries(sources)) await bundled(text, join(scratch, name));
    return report(await timesOf(Object.keys(sources), scratch));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function bundled(contents: string, folder: string): Promise<void> {
  mkdirSync(folder);
  await build({
    ...bundling,
    stdin: { contents, resolveDir: service, loader: 'ts' },
    outfile: join(folder, 'index.js'),
  });
  const wasm = join(dirname(require.resolve('@cedar-policy/cedar-wasm/nodejs')), 'cedar_wasm_bg.wasm');
  copyFileSync(wasm, join(folder, 'cedar_wasm_bg.wasm'));
  for (const name of policyNames)
    copyFileSync(join(root, 'lambda', 'policies', `${name}.cedar`), join(folder, `${name}.cedar`));
}

async function timesOf(names: readonly string[], folder: string): Promise<ReadonlyMap<string, number>> {
  const system = await guardedSystem();
  const event = JSON.stringify(system.eventWith({ authorization: '' }));
  const times = new Map(names.map(name => [name, [] as number[]]));
  for (let round = 0; round < rounds; round++)
    for (const [name, taken] of times) {
      const runner = join(__dirname, 'cold-runner.cjs');
      const args = [runner, join(folder, name, 'index.js'), event];
      const { stdout } = await execute(process.execPath, args, { env: { ...process.env, ...system.environment } });
      taken.push(Number(stdout.trim().split('\n').at(-1)));
    }
  return new Map([...times].map(([name, taken]) => [name, median(taken)]));
}

function report(times: ReadonlyMap<string, number>): readonly Measurement[] {
  const of = (name: string): number => times.get(name) ?? Number.NaN;
  const against = (what: string, name: string, most: number): Measurement => ({
    what,
    measured: `${(of(name) / of('empty')).toFixed(1)}× (${ms(of(name))} ÷ ${ms(of('empty'))})`,
    bound: `≤ ${most}×`,
    held: of(name) / of('empty') <= most,
  });
  const shares = Object.keys(libraries).map(name => `${name} ${ms(of(name) - of('empty'))}`);
  return [
    against('cold start of a handler ÷ of an empty one (median of 9)', 'whole', 8),
    against('without Cedar', 'withoutCedar', 4),
    { what: 'each library alone, above the empty one', measured: shares.join(', '), bound: 'reported', held: true },
  ];
}

const ms = (time: number): string => `${time.toFixed(0)} ms`;

const mapped = <V, R>(values: Readonly<Record<string, V>>, map: (value: V) => R): Record<string, R> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));

function replaced(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`bench: lambda/accounts/handler.ts has no ${from}`);
  return text.replace(from, to);
}
