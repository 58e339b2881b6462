import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeAssembly } from '../../../tools/bench/assembly';
import { resourcesPerStack } from '../../../tools/bench/shop';
import { buildGraph } from '../../../tools/prove/graph/build';
import { unknownIn } from '../../../tools/prove/marks';
import { read } from '../../../tools/prove/read';

describe('made-up assemblies', () => {
  const directory = mkdtempSync(join(tmpdir(), 'portcullis-assembly-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test('have as many resources as they say, hang together, and are walked from the edge to every function', () => {
    writeAssembly(directory, 3);
    const model = read([directory]);
    expect(model.stacks.map(({ name }) => name)).toEqual(['shop-0', 'shop-1', 'shop-2']);
    expect(model.resources.size).toBe(3 * resourcesPerStack);
    const alarms = model.ofType('AWS::CloudWatch::Alarm').map(alarm => model.properties(alarm)['AlarmActions']);
    expect(alarms.filter(actions => unknownIn(actions) !== undefined)).toEqual([]);
    const { paths } = buildGraph(model);
    expect(paths.filter(({ hops }) => hops[0]?.kind === 'cloudfront')).toHaveLength(3 * 60);
    expect(paths.every(({ route }) => route.integration.function !== undefined)).toBe(true);
  });
});
