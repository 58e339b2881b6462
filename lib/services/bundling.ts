import { buildSync, type BuildOptions, type Metafile } from 'esbuild';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';

/** One esbuild call turns every `lambda/<name>/handler.ts` into one script: six separate ones cost 3 s. */

export const root = join(__dirname, '..', '..');
const sources = join(root, 'lambda');
export const output = join(root, '.portcullis', 'build');

/** How every handler is bundled. */
export const bundling: BuildOptions = {
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'cjs',
  // The same file runs in Lambda and on a laptop, whose Node may be the oldest that package.json takes.
  target: 'node20',
  mainFields: ['module', 'main'],
  legalComments: 'none',
  alias: { '@aws-sdk/credential-provider-node': join(sources, 'aws', 'environment-credentials.ts') },
  logLevel: 'silent',
};

/** The entries there are: the folders under `lambda/` with a handler. */
export const entries = (): string[] =>
  readdirSync(sources)
    .filter(name => existsSync(join(sources, name, 'handler.ts')))
    .sort();

export interface Bundled {
  readonly outputFiles: readonly { readonly path: string; readonly contents: Uint8Array }[];
  readonly metafile: Metafile;
}

let begun: (() => Bundled) | undefined;

/** Bundles in a thread of its own, for whoever has other work before the bundles are asked for. */
export function beginBundling(): void {
  begun ??= inThread();
}

/** The bundles of every entry, those that were begun or new ones. Throws esbuild's own error. */
export const bundled = (): Bundled => begun?.() ?? buildSync(everyEntry());

const everyEntry = () =>
  ({
    ...bundling,
    absWorkingDir: root,
    entryPoints: Object.fromEntries(entries().map(name => [`${name}/index`, join(sources, name, 'handler.ts')])),
    outdir: output,
    write: false,
    metafile: true,
  }) as const;

const patienceMs = 120_000;

/** A synth cannot wait for an event, so it sleeps until the thread wakes it. */
function inThread(): () => Bundled {
  const signal = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const { port1, port2 } = new MessageChannel();
  const workerData = { options: everyEntry(), port: port2, signal };
  new Worker(join(__dirname, 'bundler.js'), { workerData, transferList: [port2], execArgv: [] }).unref();
  port1.unref();
  let outcome: { readonly built: Bundled } | { readonly error: unknown } | undefined;
  return () => {
    Atomics.wait(signal, 0, 0, patienceMs);
    outcome ??= receiveMessageOnPort(port1)?.message as typeof outcome;
    if (outcome === undefined) throw new Error(`esbuild: no answer within ${patienceMs / 1000} s`);
    if ('error' in outcome) throw outcome.error;
    return outcome.built;
  };
}
