import { spawn } from 'node:child_process';
import { join } from 'node:path';

interface Ended {
  readonly code: number | null;
  readonly lines: readonly string[];
  readonly complaint: string;
}

async function run(ending: string, signal?: NodeJS.Signals, early = ''): Promise<Ended> {
  const child = spawn(process.execPath, [
    '--require',
    'tsx/cjs',
    join(__dirname, 'fixtures', 'lifetime.ts'),
    ending,
    early,
  ]);
  let out = '';
  let complaint = '';
  child.stderr.on('data', (data: Buffer) => (complaint += data.toString()));
  child.stdout.on('data', (data: Buffer) => {
    const first = !out.includes('ready');
    out += data.toString();
    if (signal !== undefined && first && out.includes('ready')) child.kill(signal);
  });
  const code = await new Promise<number | null>(resolve => child.once('close', resolve));
  return { code, lines: out.trim().split('\n'), complaint: complaint.trim() };
}

test('ends with the code the command gives, and stops what it held before it cleans up', async () => {
  await expect(run('returns')).resolves.toEqual({ code: 3, lines: ['ready', 'stopped', 'cleaned'], complaint: '' });
});

test("a user's mistake is one line", async () => {
  await expect(run('throws')).resolves.toEqual({
    code: 1,
    lines: ['ready', 'stopped', 'cleaned'],
    complaint: 'portcullis: port: got none',
  });
});

test('a fault of ours keeps its stack trace', async () => {
  const { code, complaint } = await run('stumbles');
  expect(code).toBe(1);
  expect(complaint).toMatch(/^portcullis: TypeError: a fault of ours\n\s+at /);
});

test('a crash stops everything all the same', async () => {
  const { code, lines, complaint } = await run('crashes');
  expect(code).toBe(1);
  expect(lines).toEqual(['ready', 'stopped', 'cleaned']);
  expect(complaint).toContain('out of the blue');
});

test('nobody reading any more is an end, not a fault reported for ever', async () => {
  const child = spawn(process.execPath, ['--require', 'tsx/cjs', join(__dirname, 'fixtures', 'lifetime.ts'), 'talks']);
  child.stdout.once('data', () => {
    child.stdout.destroy();
    child.stderr.destroy();
  });
  const code = await new Promise<number | null>(resolve => child.once('exit', resolve));
  expect(code).toBe(1);
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s cuts a working command short', async (signal, code) => {
  await expect(run('works', signal)).resolves.toEqual({ code, lines: ['ready', 'stopped', 'cleaned'], complaint: '' });
});

test('a command that serves ends as it likes when interrupted', async () => {
  const { code, lines } = await run('serves', 'SIGINT');
  expect({ code, lines }).toEqual({ code: 0, lines: ['ready', 'interrupted', 'stopped', 'cleaned'] });
});

test('what is still starting is stopped as soon as it has started', async () => {
  const { code, lines } = await run('works', 'SIGINT', 'early');
  expect({ code, lines }).toEqual({ code: 130, lines: ['ready', 'stopped', 'cleaned'] });
});
