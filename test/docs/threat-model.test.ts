import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drills } from '../../tools/drills';
import { rules } from '../../tools/prove/rules';

/** docs/threat-model.md: what each cell of its table claims is held by something that exists. */

const root = join(__dirname, '..', '..');
const text = readFileSync(join(root, 'docs', 'threat-model.md'), 'utf8');

/** The cells of a table by its row's layer and its column's letter. */
function cells(heading: string): ReadonlyMap<string, string> {
  const [, section = ''] = text.split(`## ${heading}\n`);
  const [table = ''] = section.split('\n## ');
  const rows = table
    .split('\n')
    .filter(line => line.startsWith('| '))
    .map(line => line.split('|').map(cell => cell.trim()));
  const [letters = [], , ...layers] = rows;
  return new Map(
    layers.flatMap(row => row.slice(2, -1).map((cell, at) => [`${row[1]} ${letters[at + 2]}`, cell] as const)),
  );
}

const claims = [...cells('By layer')].filter(([, cell]) => cell !== '');
const held = cells('What shows it');
const named = (cell: string): readonly string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

test('every cell with text is held by something, but for what only the app can do', () => {
  expect(claims.length).toBeGreaterThan(30);
  const without = claims.filter(([where]) => named(held.get(where) ?? '').length === 0).map(([where]) => where);
  expect(without).toEqual(['`pinning` S', '`pinning` I']);
});

test('nothing is held that no cell claims', () => {
  const claimed = new Set(claims.map(([where]) => where));
  const more = [...held].filter(([where, cell]) => cell !== '' && !claimed.has(where));
  expect(more).toEqual([]);
});

test('whatever holds a cell exists', () => {
  const known = new Set([...drills.map(({ id }) => id), ...rules.map(({ id }) => id)]);
  const all = [...held.values()].flatMap(named);
  expect(all.length).toBeGreaterThan(50);
  expect(all.filter(name => !known.has(name) && !(name.includes('.test.') && existsSync(join(root, name))))).toEqual(
    [],
  );
});
