import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Synthesizes the example environment once, as `cdk synth` would, so that every test reads the templates a deployment gets.
 * CloudFormation's own validation takes most of a synth; validation.test.ts is the one that runs it.
 */
export default function synthesizeOnce(): void {
  const root = join(__dirname, '..');
  const output = join(root, '.portcullis', 'test', 'cdk.out');
  const draft = `${output}.${process.pid}`;
  mkdirSync(dirname(output), { recursive: true });
  execFileSync(process.execPath, ['--import', 'tsx', join('bin', 'app.ts')], {
    cwd: root,
    env: { ...process.env, CDK_OUTDIR: draft, CDK_VALIDATION: 'false' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  // Put in place whole, so that a second test run beside this one never reads half an assembly.
  rmSync(output, { recursive: true, force: true });
  renameSync(draft, output);
}
