// `npm run prepare`: the proof as a package of its own, so that it runs on plain node, without TypeScript, the CDK or the AWS SDK;
// and the guard, for Lambdas of others.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
process.chdir(root);

// An install without development dependencies has nothing to build with, and runs nothing that would need it.
if (!existsSync('node_modules/esbuild') || !existsSync('node_modules/typescript')) process.exit(0);

const { build } = await import('esbuild');

const entries = {
  'portcullis-prove': 'bin/prove.ts',
  prove: 'tools/prove/index.ts',
  jest: 'tools/prove/jest.ts',
  cdk: 'tools/prove/plugin.ts',
};

/** The proof is in one file that the others take, so that each of its classes is one. */
const shared = {
  name: 'shared',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/index$|\/tools\/prove$/ }, ({ kind }) =>
      kind === 'entry-point' ? undefined : { path: './prove.js', external: true },
    );
  },
};

const draft = join('.portcullis', `dist.${process.pid}`);
rmSync(draft, { recursive: true, force: true });
await build({
  entryPoints: entries,
  outdir: draft,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  mainFields: ['module', 'main'],
  minifySyntax: true,
  legalComments: 'none',
  banner: { js: '"use strict";' },
  plugins: [shared],
  logLevel: 'warning',
});
chmodSync(join(draft, 'portcullis-prove.js'), 0o755);

// Whoever takes the guard has written schemas with zod and has the AWS SDK: Lambda brings it, or their own bundle does.
await build({
  entryPoints: { guard: 'lambda/guard/index.ts' },
  outdir: draft,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  mainFields: ['module', 'main'],
  external: ['zod', '@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb'],
  legalComments: 'none',
  logLevel: 'warning',
});

// Types are checked elsewhere: an install must not fail because somebody is in the middle of a change.
const tsc = join('node_modules', 'typescript', 'bin', 'tsc');
const types = join(draft, 'types');
spawnSync(process.execPath, [tsc, '-p', 'tools/prove/tsconfig.declarations.json', '--outDir', types], {
  stdio: 'ignore',
});
if (!existsSync(join(types, 'tools/prove/index.d.ts'))) throw new Error('no declarations were written: run npx tsc');

// Put in place whole, so that nobody who runs it meanwhile sees half of it.
rmSync('dist', { recursive: true, force: true });
renameSync(draft, 'dist');
