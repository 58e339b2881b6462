import { spawnSync } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { choosePorts } from '../../bin/commands/ports';
import { complaint, contextOf } from '../../bin/commands/synthesize';
import { assemblyDirectory } from '../assembly';

const launcher = join(__dirname, '..', '..', 'bin', 'portcullis.js');
const portcullis = (...argv: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [launcher, ...argv], { encoding: 'utf8' });
  return { status, stdout, lines: stderr.trim().split('\n') };
};

describe('a mistake is told in one line, with a non-zero exit', () => {
  test.each([
    [['up', '/nowhere'], /^portcullis: \/nowhere: no cloud assembly/],
    [['drill', '/nowhere'], /^portcullis: \/nowhere: no cloud assembly/],
    [
      ['drill', assemblyDirectory, '--without', 'moat'],
      /^portcullis: --without: got moat, takes one of: tls, client-mtls, waf, origin-mtls, /,
    ],
    [['start', '--once', '-c', 'example'], /^portcullis: --context: got "example", takes key=value/],
    [['start', '--once', '-c', 'env=nowhere'], /^portcullis: env: got "nowhere", takes one of: .*\bexample\b/],
  ])('%j', (argv, line) => {
    const { status, lines } = portcullis(...argv);
    expect(lines).toEqual([expect.stringMatching(line) as string]);
    expect(status).toBe(1);
  });

  test.each([
    [['moat'], /^error: unknown command 'moat'/],
    [['start', '--twice'], /^error: unknown option '--twice'/],
    [['token'], /^error: required option '--user <name>' not specified/],
  ])('%j', (argv, line) => {
    const { status, lines } = portcullis(...argv);
    expect(lines[0]).toMatch(line);
    expect(lines.join('\n')).not.toMatch(/^\s+at /m);
    expect(status).toBe(1);
  });
});

test('--help lists the commands there are', () => {
  const { status, stdout } = portcullis('--help');
  expect(status).toBe(0);
  for (const command of ['start', 'up', 'drill', 'token', 'revoke', 'doctor'])
    expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
});

test('context is read as the CDK reads it', () => {
  expect(contextOf(['env=example', 'a=b=c'])).toEqual({ env: 'example', a: 'b=c' });
});

test.each([
  ["the app's own line", 'domain: got "x", takes a host name\n', 'domain: got "x", takes a host name'],
  ['of a stack trace what was wrong', 'file.ts:1\n  throw\n\nTypeError: no such\n    at file.ts:1:1\n', 'no such'],
  [
    'what the proof found',
    '\n  Rule portcullis-prove::waf\n',
    /^not every route has every layer\n\nRule portcullis-prove::waf$/,
  ],
  ['that it failed, where it said nothing', '', 'the templates cannot be synthesized: Command failed'],
])('a synth that fails tells %s', (_, stderr, told) => {
  const said = complaint(stderr, new Error('Command failed\nmore'));
  expect(said).toEqual(told instanceof RegExp ? expect.stringMatching(told) : told);
});

test('a taken port gives way to the next free one, and it is said', async () => {
  const squatter = createServer();
  // Wherever the port is taken already, by a chain that runs, the rule is the same.
  await new Promise<void>(resolve => squatter.once('error', () => resolve()).listen(8443, '127.0.0.1', resolve));
  try {
    const { ports, moved } = await choosePorts();
    expect(ports.edge).toBeGreaterThan(8446);
    expect(moved[0]).toBe(`port 8443 is taken; the edge is on ${ports.edge}`);
    expect(new Set(Object.values(ports)).size).toBe(Object.values(ports).length);
  } finally {
    if ((squatter.address() as AddressInfo | null) !== null) squatter.close();
  }
});
