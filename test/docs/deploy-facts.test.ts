import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { devDependencies } from '../../package.json';

const root = join(__dirname, '..', '..');

/** The rows of the table: what, how, and the test that holds it. Headings between them are bold and have nothing beside them. */
const rows = readFileSync(join(root, 'docs', 'deploy-facts.md'), 'utf8')
  .split('\n')
  .filter(line => line.startsWith('| ') && !/^\| (?:\*\*|---|what is refused)/.test(line))
  .map(line =>
    line
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim()),
  );

test('the table is read', () => expect(rows.length).toBeGreaterThan(40));

test.each(rows)('%s', (_, how, held = '') => {
  expect(how).not.toBe('');
  const [, file = '', title = ''] = /^`([^`]+)`: (.+)$/.exec(held) ?? [];
  const path = join(root, file);
  expect({ held, exists: file !== '' && existsSync(path) }).toEqual({ held, exists: true });
  // A title, or the beginning of one: in source it stands behind its opening quote.
  const source = readFileSync(path, 'utf8').replaceAll("\\'", "'");
  expect(["'", '"', '`'].some(quote => source.includes(quote + title))).toBe(true);
});

test('the CLI is pinned to the version that takes our assembly', () =>
  expect(devDependencies['aws-cdk']).toMatch(/^2\.\d+\.\d+$/));
