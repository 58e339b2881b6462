import { faultOf, type Walk } from '../../bin/commands/honest';
import { attackTable, verdictLines } from '../../bin/commands/report';
import type { LayerName } from '../../lib/chain';
import { drills } from '../../tools/drills';
import type { DrillResult } from '../../tools/drills/types';

const escape = String.fromCharCode(27);
const plain = (text: string): string => text.replaceAll(new RegExp(`${escape}\\[\\d+m`, 'g'), '');

const results: DrillResult[] = drills.map(drill => ({
  drill,
  stoppedBy: [drill.layer],
  saw: '429 after 2000',
  twinServed: true,
  withoutLayer: { stoppedBy: ['service'], saw: '401 after 2100' },
  passed: true,
}));

const failed = (why: string, changes: Partial<DrillResult> = {}): DrillResult[] =>
  results.map(result => ({ ...result, passed: false, why, ...changes }));

describe('the table of layers and attacks', () => {
  const lines = plain(attackTable(results)).split('\n');

  test('fits 100 columns', () => {
    expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(100);
  });

  test('has every attack whole, with who stopped it', () => {
    for (const { title, layer } of drills)
      expect(lines).toContainEqual(
        expect.stringMatching(new RegExp(`ok   ${title.replaceAll(/[():.]/g, '.')} +${layer} `)),
      );
  });

  test('names each layer once, at its first attack', () => {
    expect(lines.filter(line => line.startsWith(' waf '))).toHaveLength(1);
  });

  test('says FAIL in words', () => {
    expect(plain(attackTable(failed('auth did not stop it')))).toContain('FAIL calls without a token');
  });
});

describe('the verdict', () => {
  const lines = (of: readonly DrillResult[]) => verdictLines(of).map(plain);

  test('is one line when every drill passed', () => {
    expect(lines(results)).toEqual([
      `${drills.length} attacks: each stopped by its layer, ${drills.length} by one behind when it was taken away`,
    ]);
  });

  test('has a line for every failure', () => {
    const all = lines(failed('waf did not stop it', { stoppedBy: [] }));
    expect(all).toHaveLength(drills.length + 1);
    expect(all[0]).toBe('FAIL waf did not stop it');
    expect(all.at(-1)).toBe(`${drills.length} of ${drills.length} drills failed`);
  });

  test('tells once that honest requests are refused, after what let attacks through', () => {
    const [first, ...rest] = failed('tls: the honest twin was refused', { twinServed: false });
    if (first === undefined) throw new Error('there are no drills');
    const [one, two, ...more] = lines([...rest, { ...first, stoppedBy: [], why: 'origin-mtls did not stop it' }]);
    expect(one).toBe('FAIL origin-mtls did not stop it');
    expect(two).toBe(
      `FAIL ${drills.length - 1} honest twins were refused, the first: tls: the honest twin was refused`,
    );
    expect(more).toHaveLength(1);
  });
});

describe('the fault of an honest request', () => {
  const walkOf = (status: number, ...outcomes: readonly ['passed' | 'stopped' | undefined, LayerName][]): Walk => ({
    answer: { status, headers: {}, body: '' },
    steps: outcomes.map(([outcome, layer]) => ({
      layer,
      entry: outcome === undefined ? undefined : { at: 0, layer, outcome, reason: 'because' },
    })),
  });

  test.each([
    [undefined, walkOf(200, ['passed', 'tls'], ['passed', 'waf'])],
    ['waf refused an honest request: because', walkOf(403, ['passed', 'tls'], ['stopped', 'waf'])],
    [
      'service refused an honest request: because, and origin-mtls recorded nothing of it',
      walkOf(403, ['passed', 'tls'], [undefined, 'origin-mtls'], ['stopped', 'service']),
    ],
    ['waf recorded nothing of an honest request', walkOf(200, ['passed', 'tls'], [undefined, 'waf'])],
    ['an honest request was not served: 502', walkOf(502, ['passed', 'tls'], ['passed', 'waf'])],
    [
      'an honest request was not served: 500, and service recorded nothing of it',
      walkOf(500, ['passed', 'auth'], [undefined, 'service']),
    ],
  ])('%s', (fault, walk) => expect(faultOf(walk)).toBe(fault));
});
