import { existsSync, readdirSync } from 'node:fs';
import { layersOf } from '../../../../lib/chain';
import { prove } from '../../../../tools/prove/proof';
import { read } from '../../../../tools/prove/read';
import { rules } from '../../../../tools/prove/rules';
import { found, readShapes } from './table';

const shapes = readShapes();

/** The layers on the way in; `service` and `watch` have fixtures of their own. */
const wayIn = (profile: 'consumer' | 'managed' | 'partner', ingress: 'edge' | 'regional') =>
  layersOf(profile, ingress)
    .map(({ name }) => name)
    .filter(name => name !== 'service' && name !== 'watch');

describe('shapes of the field', () => {
  test.each(shapes)('$title', ({ paths, profile, parameters, notModelled, routes }) => {
    const layers = { edge: wayIn(profile, 'edge'), regional: wayIn(profile, 'regional') };
    const proof = prove(read(paths, { parameters }), { profile, layers, waivers: [], external: [] }, rules);
    expect(found(proof)).toEqual(routes);
    expect(proof.notModelled.map(({ where }) => where.resource.logicalId).sort()).toEqual(notModelled);
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
