import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { read } from '../prove/read';
import { rules } from '../prove/rules';
import { crash } from './fuzz';
import { report } from './report';
import { rewrites } from './rewrites';
import { score } from './score';
import { misjudged, readShapes } from './shapes';
import { unsteady } from './steady';
import { asDeployed, forDevices } from './systems';

/** `npm run prove:score`: how much of what can go wrong with our templates the proof sees. */

const root = resolve(__dirname, '..', '..');

/** Synthesizes an environment, unvalidated: what is wanted is its templates. */
function synthesized(env: string): string {
  const output = join(root, '.portcullis', 'score', env);
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  execFileSync(process.execPath, ['--import', 'tsx', join('bin', 'synth.ts')], {
    cwd: root,
    env: { ...process.env, CDK_OUTDIR: output, CDK_VALIDATION: 'false', CDK_CONTEXT_JSON: JSON.stringify({ env }) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return output;
}

const began = performance.now();
const { stacks } = read([synthesized('example')]);
const { stacks: managed } = read([synthesized('managed-edge')]);
const shapes = readShapes(join(root, 'test', 'tools', 'prove', 'shapes'));
const nonsense = 1_000;
const { text, whole } = report({
  scores: [asDeployed(stacks), forDevices(managed)].map(system => score(system, rules)),
  rewrites: { tried: rewrites.length, unsteady: unsteady(stacks, rules, rewrites) },
  shapes: { tried: shapes.length, misjudged: misjudged(shapes, rules) },
  nonsense: { tried: nonsense, crash: crash(stacks, rules, nonsense) },
});
console.log(text);
console.log(`\n${whole ? '100%' : 'not 100%'}, in ${((performance.now() - began) / 1000).toFixed(0)} s`);
process.exitCode = whole ? 0 : 1;
