import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { layers } from '../../../../lib/chain';
import { rules } from '../../../../tools/prove/rules';

const folder = join(__dirname, '..', '..', '..', '..', 'tools', 'prove', 'rules');
const files = readdirSync(folder)
  .filter(file => file.endsWith('.ts') && file !== 'index.ts')
  .map(file => file.replace(/\.ts$/, ''));
const fileOf = (id: string): string => id.replace('/', '-');
const order = layers.map(({ name }): string => name);

describe('the rules', () => {
  test('are the files of their folder', () => {
    expect(rules.map(({ id }) => fileOf(id)).toSorted()).toEqual(files.toSorted());
  });

  test('are named <layer>/<what>, each once, and say why and how to mend', () => {
    for (const { id, layer, reason, fix } of rules) {
      expect(id).toMatch(new RegExp(`^${layer}/[a-z0-9-]+$`));
      expect([id, reason.length > 40, fix.length > 20]).toEqual([id, true, true]);
    }
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  });

  test('stand in the order of the layers', () => {
    const positions = rules.map(({ layer }) => order.indexOf(layer));
    expect(positions).toEqual(positions.toSorted((one, other) => one - other));
  });

  test.each(rules.map(({ id }) => [id]))('%s has fixtures that pass and fixtures that fail', id => {
    const file = join(__dirname, `${fileOf(id)}.test.ts`);
    expect([file, existsSync(file)]).toEqual([file, true]);
    const written = readFileSync(file, 'utf8');
    expect([/stands/.test(written), /\b(?:weak|missing)\b/.test(written)]).toEqual([true, true]);
  });

  test('every layer that is provisioned and stops or watches something has one', () => {
    const provisioned = layers.filter(layer => !('inApp' in layer)).map(({ name }) => name);
    expect([...new Set(rules.map(({ layer }) => layer))].toSorted()).toEqual([...provisioned].toSorted());
  });
});
