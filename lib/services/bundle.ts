import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { bundled, output, root } from './bundling';

/**
 * Every `lambda/<name>/handler.ts` becomes a folder with one `index.js`. What that reads beside itself when it starts, the policies
 * and Cedar's WebAssembly, is put beside it.
 */

/** Name of the exported function of every bundle. */
export const handlerName = 'index.handler';

let built: ReadonlySet<string> | undefined;

/** The bundled code of `lambda/<entry>/handler.ts`. The first call of a process bundles all entries. */
export function lambdaCode(entry: string): Code {
  built ??= bundle();
  if (!built.has(entry))
    throw new Error(`lambda/${entry}/handler.ts: no such handler; there are: ${[...built].join(', ') || 'none'}`);
  return Code.fromAsset(join(output, entry));
}

/** Puts every bundle in its folder, and names the folders. */
function bundle(): ReadonlySet<string> {
  const { outputFiles, metafile } = bundled();
  for (const { path, contents } of outputFiles) {
    const inputs = Object.keys(metafile.outputs[relative(root, path)]?.inputs ?? {});
    const files = new Map([[basename(path), contents], ...(inputs.includes(policies) ? authorization() : [])]);
    place(dirname(path), files);
  }
  return new Set(outputFiles.map(({ path }) => basename(dirname(path))));
}

/** Whoever bundles this file decides by the policies. */
const policies = 'lambda/policies/index.ts';

/** What the policies take at run time, by file name. */
function authorization(): [string, Uint8Array][] {
  const wasm = join(dirname(require.resolve('@cedar-policy/cedar-wasm/nodejs')), 'cedar_wasm_bg.wasm');
  const folder = dirname(join(root, policies));
  const texts = readdirSync(folder).filter(name => name.endsWith('.cedar'));
  return [wasm, ...texts.map(name => join(folder, name))].map(path => [basename(path), readFileSync(path)]);
}

/** Makes a folder hold these files and no others. */
function place(folder: string, files: ReadonlyMap<string, Uint8Array>): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, contents] of files) replace(join(folder, name), contents);
  for (const name of readdirSync(folder)) if (!files.has(name)) rmSync(join(folder, name), { recursive: true });
}

/** Puts a file in place whole: two synths at once (a test run beside a deploy) never read half of it. */
function replace(path: string, contents: Uint8Array): void {
  if (existsSync(path) && readFileSync(path).equals(contents)) return;
  const draft = join(output, '..', `${basename(dirname(path))}.${basename(path)}.${process.pid}.draft`);
  writeFileSync(draft, contents);
  renameSync(draft, path);
}
