import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

test('an unknown environment is one line that says which there are, and exit code 1', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'app-'));
  try {
    const { status, stderr, stdout } = spawnSync(process.execPath, ['--import', 'tsx', join('bin', 'synth.ts')], {
      cwd: root,
      encoding: 'utf8',
      timeout: 15_000,
      env: { ...process.env, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: '{"env":"nowhere"}' },
    });
    expect({ status, stderr, stdout }).toEqual({
      status: 1,
      stderr: expect.stringMatching(/^env: got "nowhere", takes one of: [^\n]*example[^\n]*\n$/),
      stdout: '',
    });
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
});
