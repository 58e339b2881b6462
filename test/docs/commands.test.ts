import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { program } from '../../bin/commands/program';

/** What the pages tell people to type is what the command line takes; whether it does what they promise is tested where it does it. */

const root = join(__dirname, '..', '..');
const pages = ['README.md', ...readdirSync(join(root, 'docs')).map(file => join('docs', file))].filter(file =>
  file.endsWith('.md'),
);

/** The lines of a page's shell blocks, those that a backslash continues joined. */
const typed = (page: string): string[] =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/^ *```sh\n([^]*?)^ *```/gm)].flatMap(([, block = '']) =>
    block
      .replaceAll(/\\\n\s*/g, '')
      .split('\n')
      .map(line => line.trim().replace(/(?:^|\s)#.*$/, '')),
  );

/** The arguments of every `npx portcullis` in a line, up to what ends it in a shell. */
const calls = (line: string): string[][] =>
  [...line.matchAll(/npx portcullis ([^|&;)]*)/g)].map(([, argv = '']) => argv.trim().split(/\s+/));

const commands = pages.flatMap(page => typed(page).flatMap(line => calls(line).map(argv => ({ page, argv }))));

beforeAll(() => {
  // In the command line's own process the first wrong word ends it; nothing is run here.
  const idle = (command: Command): void => {
    command
      .exitOverride()
      .configureOutput({ writeErr: () => undefined })
      .action(() => undefined);
    command.commands.forEach(idle);
  };
  program.commands.forEach(idle);
});

test('the pages are read', () => expect(commands.length).toBeGreaterThan(30));

test.each(commands.map(({ page, argv }) => [page, argv.join(' '), argv] as const))(
  '%s: portcullis %s',
  (_, __, argv) => {
    expect(() => program.parse(argv, { from: 'user' })).not.toThrow();
  },
);

test('a word that no command takes would be noticed', () => {
  expect(() => program.parse(['trust', 'rotate', '--localy'], { from: 'user' })).toThrow(/unknown option '--localy'/);
  expect(() => program.parse(['trust', 'rotten'], { from: 'user' })).toThrow(/too many arguments|unknown command/);
});

test('a runbook is pasted as it stands: nothing in it is a placeholder', () =>
  expect(typed(join('docs', 'runbooks.md')).filter(line => /<[\w-]+>|…/.test(line))).toEqual([]));
