import { Command, type CommanderError } from 'commander';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addProve } from '../../../bin/commands/prove-command';
import { assemblyDirectory, prefix, template } from '../../assembly';
import { api } from './report/support';

const root = join(__dirname, '..', '..', '..');
let directory: string;
beforeAll(() => (directory = mkdtempSync(join(tmpdir(), 'prove-'))));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** The command in this process, which is the same but for the exit. */
function prove(...argv: string[]): { status: number; stdout: string; stderr: string } {
  const said = { stdout: '', stderr: '' };
  const on = (stream: 'stdout' | 'stderr') => (text: string | Uint8Array) => ((said[stream] += String(text)), true);
  const spies = [
    jest.spyOn(process.stdout, 'write').mockImplementation(on('stdout')),
    jest.spyOn(process.stderr, 'write').mockImplementation(on('stderr')),
  ];
  const program = new Command('portcullis').exitOverride();
  addProve(program);
  try {
    program.parse(['prove', ...argv], { from: 'user' });
    return { ...said, status: Number(process.exitCode) };
  } catch (error) {
    return { ...said, status: (error as CommanderError).exitCode };
  } finally {
    process.exitCode = 0;
    for (const spy of spies) spy.mockRestore();
  }
}

function file(name: string, text: string): string {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
}
const gap = (): string => file('gap.json', JSON.stringify({ Resources: api(['GET /a']) }));

/** The example with an edit of one of its stacks. */
function edited(
  name: string,
  stack: string,
  edit: (resources: ReturnType<typeof template>['Resources']) => void,
): string {
  const copy = join(directory, name);
  cpSync(assemblyDirectory, copy, { recursive: true });
  const changed = template(stack);
  edit(changed.Resources);
  writeFileSync(join(copy, `${prefix}-${stack}.template.json`), JSON.stringify(changed, null, 1));
  return copy;
}

test('0: every route of the example is complete', () => {
  const { status, stdout, stderr } = prove(assemblyDirectory);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^complete: \d+ routes \(\d+ complete, \d+ public\)$/m);
});

test('1: a gap, with its line', () => {
  const open = edited('open', 'gateway', resources => {
    for (const { Type, Properties } of Object.values(resources))
      if (Type === 'AWS::ApiGatewayV2::Api' && Properties !== undefined)
        Properties['DisableExecuteApiEndpoint'] = false;
  });
  const { status, stdout } = prove(open);
  expect(status).toBe(1);
  expect(stdout).toMatch(/via default endpoint/);
  expect(stdout).toMatch(/gateway\.template\.json:\d+$/m);
});

test('2: unproven', () => {
  const { status, stdout } = prove(file('none.json', '{"Resources":{"Topic":{"Type":"AWS::SNS::Topic"}}}'));
  expect([status, stdout]).toEqual([2, expect.stringContaining('unproven: 0 routes') as string]);
});

test.each([
  ['a path that is not there', ['/nowhere'], /^portcullis: \/nowhere: there is no such file or directory$/],
  ['a directory that is no assembly', [tmpdir()], /a directory without manifest\.json/],
  ['a broken template', () => [file('broken.json', '{\n "Resources": {\n  nope')], /broken\.json:3: not JSON: /],
  ['broken YAML', () => [file('broken.yml', 'Resources:\n  A: [')], /broken\.yml:\d: not YAML: /],
  ['a parameter without a value', () => [gap(), '--parameter', 'Stage'], /--parameter: got "Stage", takes name=value/],
  [
    'a baseline that is not there',
    () => [gap(), '--baseline', '/nowhere.json'],
    /\/nowhere\.json: there is no such baseline/,
  ],
  [
    'a baseline to write without a name',
    () => [gap(), '--write-baseline'],
    /--write-baseline: needs --baseline <file>/,
  ],
  [
    'a policy that is wrong',
    () => [gap(), '--policy', file('policy.yml', 'profile: shop')],
    /policy\.yml:1: profile: got "shop"/,
  ],
  [
    'an output that cannot be written',
    () => [gap(), '--output', '/nowhere/a.txt'],
    /\/nowhere\/a\.txt: cannot be written \(ENOENT\)/,
  ],
  [
    'a format there is not',
    () => [gap(), '--format', 'pdf'],
    /^error: option '--format <format>' argument 'pdf' is invalid\. Allowed choices are/,
  ],
  ['no path', [], /^error: missing required argument 'path'/],
  ['an option there is not', ['--moat'], /^error: unknown option '--moat'/],
])('2, in one line: %s', (_, argv, complaint) => {
  const { status, stdout, stderr } = prove(...(typeof argv === 'function' ? argv() : argv));
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(complaint) as string]);
});

test('the other formats, into a file, with the table for whoever looks on', () => {
  const output = join(directory, 'out');
  const told = (format: string): string => {
    const { status, stdout } = prove(gap(), '--format', format, '--output', output);
    expect([status, stdout]).toEqual([1, expect.stringMatching(/^gap: 1 route/m) as string]);
    return readFileSync(output, 'utf8');
  };
  expect(JSON.parse(told('sarif'))).toMatchObject({ version: '2.1.0' });
  expect(JSON.parse(told('json'))).toMatchObject({ version: 1, verdict: 'gap', routes: [{ route: 'GET /a' }] });
  expect(told('markdown')).toMatch(/^## Defence in depth: ❌ gap$/m);
});

test('what a baseline knows does not fail; what is new does', () => {
  const baseline = join(directory, 'baseline.json');
  expect(prove(gap(), '--baseline', baseline, '--write-baseline').status).toBe(0);
  expect(prove(gap(), '--baseline', baseline).status).toBe(0);
  const { status } = prove(
    file('gap.json', JSON.stringify({ Resources: api(['GET /a', 'GET /b']) })),
    '--baseline',
    baseline,
  );
  expect(status).toBe(1);
});

test('what a change took away', () => {
  const bare = edited('bare', 'edge', resources => {
    for (const [id, { Type, Properties }] of Object.entries(resources))
      if (Type === 'AWS::WAFv2::WebACL') delete resources[id];
      else if (Type === 'AWS::CloudFront::Distribution')
        Object.assign(Properties?.['DistributionConfig'] ?? {}, { WebACLId: undefined });
  });
  const { status, stdout } = prove(bare, '--diff', assemblyDirectory);
  expect(status).toBe(1);
  expect(stdout).toMatch(/this change takes away\n(?: .*\n)* {2}GET \/accounts {2}waf: stands → missing\n/);
});

test('a parameter decides', () => {
  const resources = {
    ...api(['GET /a']),
    Inner: {
      Type: 'AWS::ApiGateway::RestApi',
      Condition: 'IsInner',
      Properties: { EndpointConfiguration: { Types: ['PRIVATE'] } },
    },
  };
  const path = file(
    'parameter.json',
    JSON.stringify({
      Parameters: { Environment: { Type: 'String' } },
      Conditions: { IsInner: { 'Fn::Equals': [{ Ref: 'Environment' }, 'inner'] } },
      Resources: resources,
    }),
  );
  expect(prove(path, '--parameter', 'Environment=inner').stdout).toContain('private  Inner');
  expect(prove(path, '--parameter', 'Environment=prod').stdout).not.toContain('private  Inner');
});

describe('as a process', () => {
  const run = (script: string, ...argv: string[]) =>
    spawnSync(process.execPath, ['--require', 'tsx/cjs', join('bin', script), ...argv], {
      encoding: 'utf8',
      cwd: root,
    });

  test('it leaves with its exit code, and the word may be left out of the command that can do nothing else', () => {
    expect(run('prove.ts', gap()).status).toBe(1);
    expect(run('prove.ts', 'prove', '/nowhere').status).toBe(2);
  });

  test('portcullis lists it, and tells a mistake as it does', () => {
    expect(run('portcullis.ts', '--help').stdout).toMatch(/^ {2}prove /m);
    expect(run('portcullis.ts', 'prove', '--moat').status).toBe(2);
  });
});
