import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import example from '../../config/example';
import { drillsOf } from '../../tools/drills';
import { open } from '../../tools/drills/client';
import { assemblyDirectory, ofType, prefix, template } from '../assembly';

/** The commands as people run them: processes of their own, with everything they start. */

const root = join(__dirname, '..', '..');
const localFile = join(root, '.portcullis', 'local.json');
const groups: ChildProcess[] = [];
const consumerEdge = { profile: 'consumer', ingress: 'edge', issuer: 'cognito' } as const;

/** Started as the leader of a process group, so that whatever it leaves behind can be found. */
function portcullis(...argv: string[]) {
  const child = spawn(process.execPath, ['--require', 'tsx/cjs', join('bin', 'portcullis.ts'), ...argv], {
    cwd: root,
    detached: true,
    env: { ...process.env, NO_COLOR: '1', CDK_OUTDIR: join('.portcullis', 'test', 'start') },
  });
  groups.push(child);
  let text = '';
  const exited = new Promise<number | null>(resolve => child.once('close', resolve));
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (text += data.toString()));
  const said = async (words: string): Promise<void> => {
    while (!text.includes(words) && child.exitCode === null) await new Promise(resolve => setTimeout(resolve, 20));
    if (!text.includes(words)) throw new Error(`never said ${words}: ${text}`);
  };
  return { child, exited, said, text: () => text };
}

/** Signal 0 only asks whether anybody in the group is still there. */
function isAlive(child: ChildProcess): boolean {
  try {
    return child.pid !== undefined && process.kill(-child.pid, 0);
  } catch {
    return false;
  }
}

/** Children notice the end of their parent by a closed channel, so the last of them may go a moment later. */
async function leavesNobody(child: ChildProcess): Promise<boolean> {
  const deadline = Date.now() + 3_000;
  while (isAlive(child) && Date.now() < deadline) await new Promise(resolve => setTimeout(resolve, 20));
  return !isAlive(child);
}

/** The example, but for the rates of an address, from 2,000, 300 and 100 requests on: `npm start -- --once` fills those. */
function lowered(): string {
  const edge = template('edge');
  const rules = ofType(edge, 'AWS::WAFv2::WebACL').flatMap(({ Properties }) => Properties['Rules'] as RateRule[]);
  const filling = rules.flatMap(({ Statement: { RateBasedStatement: rate } }) =>
    rate?.AggregateKeyType === 'IP' ? rate : [],
  );
  const { perAddress, perAddressSensitive, perAddressPublic } = example.waf;
  expect({ layer: 'waf', limits: filling.map(({ Limit }) => Limit) }).toEqual({
    layer: 'waf',
    limits: [perAddress, perAddressSensitive, perAddressPublic].map(({ limit }) => limit),
  });
  // Every drill has an address of its own, and none but a flood sends so many requests.
  for (const rate of filling) rate.Limit = rate.ScopeDownStatement === undefined ? 200 : 50;
  const directory = join(scratch, 'lowered');
  cpSync(assemblyDirectory, directory, { recursive: true });
  writeFileSync(join(directory, `${prefix}-edge.template.json`), JSON.stringify(edge));
  return directory;
}

interface RateRule {
  readonly Statement: {
    readonly RateBasedStatement?: { Limit: number; AggregateKeyType: string; ScopeDownStatement?: unknown };
  };
}

const scratch = mkdtempSync(join(tmpdir(), 'start-'));
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
  for (const child of groups) if (child.pid !== undefined && isAlive(child)) process.kill(-child.pid, 'SIGKILL');
});

test('drill: every attack is stopped by its layer, every twin is served, and nothing is left running', async () => {
  const drill = portcullis('drill', lowered());
  const code = await drill.exited;
  const text = drill.text();
  expect(text.split('\n').filter(line => line.startsWith('FAIL'))).toEqual([]);
  for (const { layer, title } of drillsOf(consumerEdge))
    expect(text).toMatch(
      new RegExp(`${layer} +${title.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)} +${layer} `),
    );
  expect(text.split('\n').filter(line => line.length > 100)).toEqual([]);
  expect(code).toBe(0);
  expect(await leavesNobody(drill.child)).toBe(true);
}, 180_000);

test('up serves a client that knows only .portcullis/local.json, until it is interrupted', async () => {
  // Named as people name it.
  const up = portcullis('up', relative(root, assemblyDirectory));
  await up.said('Serving');
  expect((statSync(localFile).mode & 0o777).toString(8)).toBe('600');
  expect((statSync(join(root, '.portcullis')).mode & 0o777).toString(8)).toBe('700');
  const { baseUrl, caFile } = JSON.parse(readFileSync(localFile, 'utf8')) as { baseUrl: string; caFile: string };

  const asked = portcullis('token', '--user', 'alice', '--scope', 'accounts.read');
  expect(await asked.exited).toBe(0);
  const token = asked.text().trim();
  const client = open({ url: baseUrl, port: Number(new URL(baseUrl).port), ca: readFileSync(caFile, 'utf8') });
  await expect(client.call({ path: '/accounts', token })).resolves.toMatchObject({ status: 200 });
  await expect(client.call({ path: '/accounts' })).resolves.toMatchObject({ status: 401 });

  // An operator ends her sign-ins while she goes on asking.
  const revoked = portcullis('revoke', '--local', '--user', 'alice');
  expect(await revoked.exited).toBe(0);
  expect(revoked.text()).toMatch(
    /^user#[0-9a-f-]{36}: every sign-in until now is ended; every guard refuses it within 5 s\n$/,
  );
  const at = Date.now();
  const answers: number[] = [];
  do {
    answers.push((await client.call({ path: '/accounts', token })).status);
    await new Promise(resolve => setTimeout(resolve, 200));
  } while (answers.at(-1) === 200 && Date.now() - at < 10_000);
  expect(answers.at(-1)).toBe(401);
  expect(Date.now() - at).toBeLessThan(10_000);
  const again = portcullis('token', '--user', 'alice', '--scope', 'accounts.read');
  expect(await again.exited).toBe(0);
  await expect(client.call({ path: '/accounts', token: again.text().trim() })).resolves.toMatchObject({ status: 200 });

  // What was synthesized anew is deployed over what runs; the connection stays.
  up.child.kill('SIGUSR2');
  await up.said(`Deployed ${relative(root, assemblyDirectory)} over the running chain in `);
  await expect(client.call({ path: '/accounts', token: again.text().trim() })).resolves.toMatchObject({ status: 200 });
  await client.close();

  const stranger = portcullis('token', '--user', 'mallory');
  expect(await stranger.exited).toBe(1);
  expect(stranger.text()).toBe('portcullis: --user: got mallory, takes one of: alice, bob\n');

  up.child.kill('SIGINT');
  expect(await up.exited).toBe(0);
  expect(existsSync(localFile)).toBe(false);
  expect(existsSync(caFile)).toBe(false);
  expect(await leavesNobody(up.child)).toBe(true);
}, 60_000);
