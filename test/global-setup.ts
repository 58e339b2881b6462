import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeRsaKeys } from './rsa-keys';

/** What is made once a run. */
export default function prepare(): void {
  makeRsaKeys();
  synthesizeOnce();
}

/**
 * Synthesizes every environment and variant once, as `cdk synth` would, so that every test reads the templates a deployment gets.
 * CloudFormation's own validation takes most of a synth; validation.test.ts is the one that runs it.
 */
function synthesizeOnce(): void {
  const root = join(__dirname, '..');
  const output = join(root, '.portcullis', 'test');
  const draft = join(output, `synthesized.${process.pid}`);
  mkdirSync(output, { recursive: true });
  try {
    execFileSync(process.execPath, ['--import', 'tsx', join('test', 'synthesize.ts'), draft], {
      cwd: root,
      // In this mode the CDK tells a gap as a report and an exit code, without a stack trace.
      env: { ...process.env, CDK_VALIDATION: 'false', CDK_APP_MODE: 'process' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  } catch {
    rmSync(draft, { recursive: true, force: true });
    throw new Error(
      'an environment does not synthesize: what is wrong stands above, and no test can run before it is mended',
    );
  }
  // Put in place whole, so that a second test run beside this one never reads half an assembly.
  for (const kind of ['environments', 'variants']) {
    rmSync(join(output, kind), { recursive: true, force: true });
    renameSync(join(draft, kind), join(output, kind));
  }
  rmSync(draft, { recursive: true });
}
