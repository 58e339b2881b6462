import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assemblyDirectory } from '../../assembly';
import { authority } from '../../lambda/guard/support/certificates';
import { api } from './report/support';

const guide = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'check-your-templates.md'), 'utf8');

/** The package as somebody gets it: packed, installed into an empty folder, without AWS SDK, constructs or TypeScript. */

const root = join(__dirname, '..', '..', '..');
let folder: string;
let ours: Awaited<ReturnType<typeof authority>>;
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

beforeAll(async () => {
  ours = await authority();
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
  expect(stdout).toMatch(/^complete: \d+ routes \(\d+ complete, \d+ public\)$/m);
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

test('nothing of the AWS SDK, the CDK or its constructs is in the proof', () => {
  const dist = join(folder, 'node_modules', 'portcullis', 'dist');
  for (const name of readdirSync(dist).filter(file => file.endsWith('.js') && file !== 'guard.js'))
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

describe('the guard in a Lambda of somebody else', () => {
  const blocks = [...readFileSync(join(root, 'docs', 'guard.md'), 'utf8').matchAll(/```ts\n([\s\S]+?)```/g)];
  const lambda = blocks.map(([, block = '']) => block).find(block => block.includes('export const handler')) ?? '';

  beforeAll(() => {
    // What whoever writes such a Lambda has installed: the guard's peers.
    mkdirSync(join(folder, 'node_modules', '@aws-sdk'));
    for (const peer of ['zod', '@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb'])
      symlinkSync(join(root, 'node_modules', peer), join(folder, 'node_modules', peer), 'dir');
    mkdirSync(join(folder, 'lambda'));
    writeFileSync(join(folder, 'lambda', 'notes.ts'), lambda);
  });

  test('compiles as the guide shows it, in about ten lines beside its contract', () => {
    const lines = lambda.slice(lambda.indexOf('export const handler')).trim().split('\n');
    expect(lines.length).toBeLessThanOrEqual(13);
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    // Types of what is bundled with the guard are not there, and not needed.
    const flags = [
      '--strict',
      '--skipLibCheck',
      '--module',
      'node16',
      '--types',
      '',
      '--lib',
      'es2023',
      '--outDir',
      'out',
    ];
    const { status, stdout } = run(process.execPath, [tsc, ...flags, join('lambda', 'notes.ts')]);
    expect([stdout, status]).toEqual(['', 0]);
  });

  test('starts with the settings it needs, and refuses who does not come through the edge', () => {
    const { stdout } = node(`
      Object.assign(process.env, {
        PROFILE: 'consumer', INGRESS: 'edge', PUBLIC_ORIGIN: 'https://api.example.com', AWS_REGION: 'eu-west-1',
        ISSUER: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc', CLIENT_IDS: 'app1', RESOURCE_SERVER: 'notes',
        ORIGIN_HOP_AUTHORITIES: ${JSON.stringify(ours.certificate)}, ORIGIN_HOP_IDENTITY: 'urn:portcullis:edge:test',
        REVOCATIONS_TABLE: 'revocations', MAX_BODY_BYTES: '1024',
      });
      const { handler } = require('./out/notes.js');
      const event = { version: '2.0', routeKey: 'GET /notes', headers: {}, requestContext: { requestId: '1' }, isBase64Encoded: false };
      handler(event).then(({ statusCode, body }) => process.stdout.write(JSON.stringify([statusCode, JSON.parse(body).code]) + '\\n'));
    `);
    expect(stdout.trim().split('\n').at(-1)).toBe('[403,"hop_certificate_missing"]');
  });

  test('does not start without them, and says what is missing in one line', () => {
    const { stderr } = node(`require('./out/notes.js')`);
    expect(stderr).toContain('Error: environment: PROFILE: got nothing, takes consumer, managed or partner');
  });
});
