import { existsSync, readdirSync } from 'node:fs';
import { rules } from '../../../../tools/prove/rules';
import { misjudged, readShapes, tried } from '../../../../tools/score/shapes';

const shapes = readShapes(__dirname);

describe('shapes of the field', () => {
  test.each(shapes)('$title', shape => {
    const { routes, notModelled } = shape;
    expect(tried(shape, rules)).toEqual({ routes, notModelled });
  });

  test('a shape with another verdict than in its table is told', () => {
    expect(misjudged(shapes.slice(0, 2), [])).toEqual(shapes.slice(0, 2).map(({ title }) => title));
  });

  test('every template here has a table', () => {
    const covered = new Set(
      shapes.flatMap(({ paths }) => paths.map(path => path.split(/[\\/]shapes[\\/]/)[1]?.split('/')[0])),
    );
    const templates = readdirSync(__dirname).filter(name => !/\.(?:md|ts)$/.test(name));
    expect(templates.filter(name => !covered.has(name))).toEqual([]);
    expect(shapes.flatMap(({ paths }) => paths).filter(path => !existsSync(path))).toEqual([]);
    expect(templates.length).toBeGreaterThanOrEqual(25);
  });
});
