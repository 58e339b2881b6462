import type { LayerName } from '../../../lib/chain';
import type { Site } from '../../../tools/drills/field';
import { byLayer, drillChain, drillWithout, verdicts, type Ground } from '../../../tools/drills/run';
import type { Ablation, Drill, DrillResult, Outcome } from '../../../tools/drills/types';
import { createLedger } from '../../../tools/local/ledger';
import { LocalError, type Assembly, type LocalChain } from '../../../tools/local/types';

/** Chains that are nothing but a ledger and the layers that still stand in them. */
interface FakeChain extends LocalChain {
  readonly standing: ReadonlySet<LayerName>;
  stopped: boolean;
}

function fakeChain(standing: readonly LayerName[]): FakeChain {
  const chain = {
    ledger: createLedger(),
    entry: { url: 'https://localhost:1', proxyPort: 1 },
    world: { publicCa: { certificate: '' } },
    standing: new Set(standing),
    stopped: false,
    stop: async () => {
      chain.stopped = true;
    },
  };
  return chain as unknown as FakeChain;
}

const siteOf = (chain: LocalChain): Site => ({ chain }) as Site;
const assembly = { edited: () => assembly } as unknown as Assembly;
const edit: Ablation = { layer: 'auth', what: 'the routes have no authorizer', edit: () => undefined };

const served: Outcome = { served: true, saw: '200' };
const refused: Outcome = { served: false, saw: '403' };

/** An attack that the first standing of these layers stops, as the layer's component would record it. */
const stoppedBy =
  (...stoppers: LayerName[]): Drill['attack'] =>
  async ({ chain }) => {
    const stopper = stoppers.find(layer => (chain as FakeChain).standing.has(layer));
    if (stopper === undefined) return served;
    chain.ledger.record({ layer: stopper, outcome: 'stopped', reason: 'no' });
    return refused;
  };

const honest: Drill = {
  id: 'no-token',
  title: 'calls without a token',
  layer: 'auth',
  behind: 'service',
  attack: stoppedBy('auth', 'service'),
  twin: async () => served,
};

async function run(
  drill: Drill,
  { whole = ['auth', 'service'], rest = ['service'] }: { whole?: LayerName[]; rest?: LayerName[] } = {},
): Promise<DrillResult> {
  // Longer than the record of a stop below is late.
  const patienceMs = 300;
  const ground: Ground = { start: async () => fakeChain(rest), seed: async chain => siteOf(chain), patienceMs };
  const seen = await drillChain(siteOf(fakeChain(whole)), [drill], { twins: true, patienceMs });
  const [result] = verdicts([drill], seen, await drillWithout(ground, assembly, edit, [drill]));
  if (result === undefined) throw new Error('no verdict');
  return result;
}

test('a drill passes: stopped by its layer, its twin served, and by the layer behind once the first is gone', async () => {
  await expect(run(honest)).resolves.toMatchObject({
    passed: true,
    stoppedBy: ['auth'],
    saw: '403',
    twinServed: true,
    withoutLayer: { stoppedBy: ['service'], saw: '403' },
  });
});

describe('a drill fails, and names the layer', () => {
  const fails = async (result: Promise<DrillResult>, why: RegExp) =>
    expect(result).resolves.toMatchObject({ passed: false, why: expect.stringMatching(why) as string });

  test('when the attack is served', () =>
    fails(run(honest, { whole: [] }), /^auth did not stop "calls without a token": it was served \(200\)/));

  test('when another layer stopped it', () =>
    fails(run(honest, { whole: ['service'] }), /^auth did not stop .*: service did \(403\)/));

  test('when it was refused and no layer says so', () =>
    fails(run({ ...honest, attack: async () => refused }), /^auth did not stop .*: no layer did/));

  test('when the layer recorded a stop but the attack was served all the same', () =>
    fails(
      run({
        ...honest,
        attack: async field => {
          await stoppedBy('auth')(field);
          return served;
        },
      }),
      /^auth did not stop .*: it was served/,
    ));

  test('when its twin is refused', () =>
    fails(run({ ...honest, twin: stoppedBy('service') }), /^auth: the honest twin .* refused by service \(403\)/));

  test('when the layer still stops it although it was taken away', () =>
    fails(run(honest, { rest: ['auth', 'service'] }), /^auth still stopped/));

  test('when nothing behind stops it', () =>
    fails(run(honest, { rest: [] }), /^service did not stop .* with auth taken away: it was served/));

  test('when it throws', () =>
    fails(
      run({
        ...honest,
        attack: async () => {
          throw new LocalError('no such rule');
        },
      }),
      /^auth: could not drill .*: no such rule/,
    ));
});

test('where nothing behind can stop it, being served without the layer is right', async () => {
  const { behind: _, ...alone } = honest;
  await expect(run(alone, { rest: [] })).resolves.toMatchObject({ passed: true, withoutLayer: { stoppedBy: [] } });
});

test('a stop that is recorded a moment after the answer still counts', async () => {
  const late: Drill['attack'] = async field => {
    setTimeout(() => void stoppedBy('auth', 'service')(field), 50);
    return refused;
  };
  await expect(run({ ...honest, attack: late })).resolves.toMatchObject({ passed: true, stoppedBy: ['auth'] });
});

test('a chain that records nothing of its refusals is not waited for each time', async () => {
  const mute: Drill = { ...honest, attack: async () => refused };
  const drills = Array.from({ length: 8 }, (_, i) => ({ ...mute, id: `mute-${i}` }));
  const began = Date.now();
  const seen = await drillChain(siteOf(fakeChain(['auth'])), drills, { twins: false, patienceMs: 600 });
  expect([...seen.values()].map(sighting => sighting instanceof Error || sighting.stoppedBy)).toEqual(
    drills.map(() => []),
  );
  // Eight times in full would be five.
  expect(Date.now() - began).toBeLessThan(3_500);
});

describe('a chain without a layer', () => {
  test('is stopped when its drills are done, and when one throws', async () => {
    const chains = [fakeChain([]), fakeChain([])];
    const rest = [...chains];
    const ground: Ground = {
      start: async () => rest.shift() ?? fakeChain([]),
      seed: async chain => siteOf(chain),
    };
    const broken = { ...honest, attack: async () => Promise.reject(new Error('broken')) };
    await drillWithout(ground, assembly, edit, [honest]);
    await drillWithout(ground, assembly, edit, [broken]);
    expect(chains.map(({ stopped }) => stopped)).toEqual([true, true]);
  });

  test('that cannot be made fails its drills and nothing else', async () => {
    const ground: Ground = { start: async () => fakeChain([]), seed: async chain => siteOf(chain) };
    const nothingToEdit = {
      edited: () => {
        throw new LocalError('auth: nothing to take away');
      },
    } as unknown as Assembly;
    const without = await drillWithout(ground, nothingToEdit, edit, [honest]);
    const seen = await drillChain(siteOf(fakeChain(['auth'])), [honest], { twins: true });
    expect(verdicts([honest], seen, without)).toMatchObject([
      {
        passed: false,
        stoppedBy: ['auth'],
        why: expect.stringMatching(/^auth: .*without it: auth: nothing to take away/) as string,
      },
    ]);
  });
});

test('a drill that waits comes last, and the chain says so before it', async () => {
  const order: string[] = [];
  const noting = (id: string, waits?: true): Drill => ({
    ...honest,
    id,
    attack: async field => {
      order.push(id);
      return stoppedBy('auth')(field);
    },
    ...(waits && { waits }),
  });
  await drillChain(siteOf(fakeChain(['auth'])), [noting('slow', true), noting('a'), noting('b')], {
    twins: false,
    onWait: () => order.push('waits'),
  });
  expect(order).toEqual(['a', 'b', 'waits', 'slow']);
});

test('each drill has an address of its own', async () => {
  const seen: string[] = [];
  const noting = (id: string): Drill => ({
    ...honest,
    id,
    attack: async field => {
      seen.push(field.address);
      return stoppedBy('auth')(field);
    },
  });
  await drillChain(siteOf(fakeChain(['auth'])), [noting('a'), noting('b')], { twins: false });
  expect(seen).toEqual(['192.0.2.1', '192.0.2.2']);
});

test('drills are grouped by layer, in the order a request meets them', () => {
  const groups = byLayer([honest, { ...honest, layer: 'tls' }, { ...honest, layer: 'service' }, honest]);
  expect(groups.map(({ layer, drills }) => [layer, drills.length])).toEqual([
    ['tls', 1],
    ['auth', 2],
    ['service', 1],
  ]);
});
