import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assemblyDirectory } from '../../assembly';
import { api } from './report/support';

const guide = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'check-your-templates.md'), 'utf8');

/** The package as somebody gets it: packed, installed into an empty folder, without AWS SDK, constructs or TypeScript. */

const root = join(__dirname, '..', '..', '..');
let folder: string;
let tarball = '';

function run(command: string, argv: readonly string[], cwd = folder) {
  const { status, stdout, stderr } = spawnSync(command, argv, {
    cwd,
    encoding: 'utf8',
    timeout: 90_000,
    // What Node would find by accident outside the folder does not count.
    env: { PATH: process.env.PATH, HOME: folder, NODE_PATH: '', npm_config_cache: join(folder, '.npm') },
  });
  return { status, stdout, stderr };
}
const node = (script: string) => run(process.execPath, ['-e', script]);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'package-'));
  const packed = run('npm', ['pack', '--pack-destination', folder], root);
  if (packed.status !== 0) throw new Error(packed.stderr);
  writeFileSync(join(folder, 'package.json'), '{ "name": "somebody", "private": true }');
  [tarball = ''] = readdirSync(folder).filter(name => name.endsWith('.tgz'));
  const installed = run('npm', ['install', '--offline', '--no-audit', '--no-fund', join(folder, tarball)]);
  if (installed.status !== 0) throw new Error(installed.stderr);
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('it brings nothing with it', () => {
  expect(readdirSync(join(folder, 'node_modules')).filter(name => !name.startsWith('.'))).toEqual(['portcullis']);
});

test('the command proves an assembly', () => {
  const { status, stdout, stderr } = run(join(folder, 'node_modules', '.bin', 'portcullis'), [
    'prove',
    assemblyDirectory,
  ]);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^complete: \d+ routes$/m);
});

describe('docs/check-your-templates.md, to the letter', () => {
  // The first four stand in a list, three blanks in.
  const commands = [...guide.matchAll(/^( *)```sh\n([\s\S]*?)^ *```/gm)].map(([, indent = '', block = '']) =>
    block
      .split('\n')
      .map(line => line.slice(indent.length))
      .join('\n'),
  );
  const [pack = '', install = '', prove = '', baseline = '', example = ''] = commands;
  const shell = (block: string) => run('sh', ['-c', block]);

  test('the packing and installing are what was done above', () => {
    expect(commands).toHaveLength(5);
    expect(pack).toContain('npm pack');
    expect(install).toContain(`npm install ../portcullis/${tarball}`);
  });

  test('a template of one has its gap shown, and fails', () => {
    const { status, stdout, stderr } = shell(example);
    expect([status, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/GET \/accounts .* gap$/m);
    expect(stdout).toContain('template.yaml:10');
  });

  test('what is known is kept, and only what is new fails', () => {
    mkdirSync(join(folder, 'our-api'));
    renameSync(join(folder, 'template.yaml'), join(folder, 'our-api', 'template.yaml'));
    expect(prove).toContain('npx portcullis prove ~/our-api/template.yaml');
    expect(shell(baseline)).toMatchObject({ status: 0, stderr: '' });
  });
});

test('the command proves YAML with a policy', () => {
  writeFileSync(join(folder, 'template.yml'), `Resources: ${JSON.stringify(api(['GET /a']))}`);
  writeFileSync(join(folder, 'policy.yml'), 'layers: { edge: [tls], regional: [tls] }');
  const { status, stdout, stderr } = run(process.execPath, [
    join(folder, 'node_modules', 'portcullis', 'dist', 'portcullis-prove.js'),
    'template.yml',
    '--policy',
    'policy.yml',
    '--format',
    'sarif',
  ]);
  expect([status, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toMatchObject({ version: '2.1.0' });
});

test('its entries load and work', () => {
  const { stdout, stderr } = node(`
    const { proveTemplates, UnreadableError } = require('portcullis/prove');
    const { assertDefenseInDepth } = require('portcullis/prove/jest');
    const { DefenseInDepth } = require('portcullis/prove/cdk');
    const { verdict } = assertDefenseInDepth(${JSON.stringify(assemblyDirectory)});
    let unreadable;
    try { assertDefenseInDepth('/nowhere'); } catch (error) { unreadable = error instanceof UnreadableError; }
    const report = new DefenseInDepth().validate({ templatePaths: [] });
    console.log(JSON.stringify([verdict, unreadable, report.success, typeof proveTemplates]));
  `);
  expect([stderr, JSON.parse(stdout)]).toEqual(['', ['complete', true, false, 'function']]);
});

test('nothing of the AWS SDK, the CDK or its constructs is in it', () => {
  const dist = join(folder, 'node_modules', 'portcullis', 'dist');
  for (const name of readdirSync(dist).filter(file => file.endsWith('.js')))
    expect(readFileSync(join(dist, name), 'utf8')).not.toMatch(/require\("(?:@aws-sdk|aws-cdk|constructs|@smithy)/);
});

test('its types are whole', () => {
  const source = join(folder, 'src');
  mkdirSync(source);
  writeFileSync(
    join(source, 'use.ts'),
    `import { proveTemplates, type Report } from 'portcullis/prove';
     const report: Report = proveTemplates('cdk.out', { profile: 'consumer' });
     // @ts-expect-error no such profile
     proveTemplates('cdk.out', { profile: 'shop' });
     export const verdict: 'complete' | 'gap' | 'unproven' = report.verdict;`,
  );
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const flags = ['--noEmit', '--strict', '--module', 'node16', '--types', '', '--lib', 'es2023', join('src', 'use.ts')];
  const { status, stdout } = run(process.execPath, [tsc, ...flags]);
  expect([stdout, status]).toEqual(['', 0]);
});
