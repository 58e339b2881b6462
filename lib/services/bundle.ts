import { buildSync, type BuildOptions } from 'esbuild';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';

/** One esbuild call turns every `lambda/<name>/handler.ts` into a folder with one `index.js`: six separate ones cost 3 s. */

const root = join(__dirname, '..', '..');
const sources = join(root, 'lambda');
const output = join(root, '.portcullis', 'build');

const options: BuildOptions = {
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'cjs',
  // The same file runs in Lambda and on a laptop, whose Node may be the oldest that package.json takes.
  target: 'node20',
  mainFields: ['module', 'main'],
  legalComments: 'none',
  logLevel: 'silent',
};

/** Name of the exported function of every bundle. */
export const handlerName = 'index.handler';

/** The entries there are: the folders under `lambda/` with a handler. */
export const entries = (): string[] =>
  readdirSync(sources)
    .filter(name => existsSync(join(sources, name, 'handler.ts')))
    .sort();

let built: ReadonlySet<string> | undefined;

/** The bundled code of `lambda/<entry>/handler.ts`. The first call of a process bundles all entries. */
export function lambdaCode(entry: string): Code {
  built ??= bundle(entries());
  if (!built.has(entry))
    throw new Error(`lambda/${entry}/handler.ts: no such handler; there are: ${[...built].join(', ') || 'none'}`);
  return Code.fromAsset(join(output, entry));
}

function bundle(all: readonly string[]): ReadonlySet<string> {
  const { outputFiles } = buildSync({
    ...options,
    entryPoints: Object.fromEntries(all.map(name => [`${name}/index`, join(sources, name, 'handler.ts')])),
    outdir: output,
    write: false,
  });
  for (const file of outputFiles) replace(file.path, file.contents);
  return new Set(all);
}

/** Puts a file in place whole: two synths at once (a test run beside a deploy) never read half of it. */
function replace(path: string, contents: Uint8Array): void {
  if (existsSync(path) && readFileSync(path).equals(contents)) return;
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true });
  const draft = join(output, '..', `${basename(folder)}.${process.pid}.draft`);
  writeFileSync(draft, contents);
  renameSync(draft, path);
}
