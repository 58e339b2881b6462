import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { layers, layersOf, type Layer } from '../../../lib/chain';
import { drills, drillsOf } from '../../../tools/drills';
import { ablations } from '../../../tools/drills/ablate';
import type { Ablation, Drill } from '../../../tools/drills/types';

const directory = join(__dirname, '..', '..', '..', 'tools', 'drills');
const namesIn = (folder: string): string[] =>
  readdirSync(join(directory, folder))
    .map(file => basename(file, '.ts'))
    .filter(name => name !== 'index' && name !== 'edit')
    .sort();
const provisioned: readonly Layer[] = layers.filter(layer => !('inApp' in layer));

describe('the index of drills', () => {
  test('lists every file in attacks/, once', () => {
    expect(drills.map(({ id }) => id).sort()).toEqual(namesIn('attacks'));
  });

  test('names each drill as its file is named', () => {
    for (const file of namesIn('attacks'))
      expect((require(join(directory, 'attacks', file)) as { default: Drill }).default.id).toBe(file);
  });

  test('tells people apart what the attacks are', () => {
    expect(new Set(drills.map(({ title }) => title)).size).toBe(drills.length);
    for (const { title } of drills) expect(title.length).toBeLessThanOrEqual(43);
  });

  test('keeps the order in which a request meets the layers', () => {
    const order = provisioned.map(({ name }) => name);
    const places = drills.map(({ layer }) => order.indexOf(layer));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  test('expects a layer behind only where the chain has one behind', () => {
    const order = provisioned.map(({ name }) => name);
    for (const { id, layer, behind } of drills)
      if (behind !== undefined)
        expect({ id, behind: order.indexOf(behind) > order.indexOf(layer) }).toEqual({ id, behind: true });
  });
});

describe('the drills of a profile behind an ingress', () => {
  const combinations = (['consumer', 'managed', 'partner'] as const).flatMap(profile =>
    (['edge', 'regional'] as const).map(ingress => ({ profile, ingress, issuer: 'cognito' as const })),
  );
  test.each(combinations)('$profile behind $ingress: every layer that stops something has some', system => {
    const aimed = new Set(drillsOf(system).map(({ layer }) => layer));
    const standing = layersOf(system.profile, system.ingress).filter(({ observer }) => observer !== true);
    expect([...aimed].sort()).toEqual(standing.map(({ name }) => name).sort());
  });

  test('leave out what makes no sense there', () => {
    const ids = (...[profile, ingress, issuer]: [...Parameters<typeof layersOf>, ('cognito' | 'own')?]) =>
      drillsOf({ profile, ingress, issuer: issuer ?? 'cognito' }).map(({ id }) => id);
    expect(ids('consumer', 'edge')).not.toContain('no-client-certificate');
    expect(ids('managed', 'edge')).toContain('no-client-certificate');
    expect(ids('partner', 'edge')).not.toContain('id-token');
    expect(ids('consumer', 'regional')).not.toContain('plain-http');
    expect(ids('consumer', 'edge')).toContain('proof-missing');
    expect(ids('consumer', 'edge', 'own')).not.toContain('proof-missing');
  });
});

describe.each(provisioned)('layer $name', ({ name, observer }) => {
  test('has a named edit that takes it away', () => {
    expect(ablations.filter(({ layer }) => layer === name)).toHaveLength(1);
  });

  test(observer ? 'observes, so no drill can be aimed at it' : 'has a drill', () => {
    const aimed = drills.filter(({ layer }) => layer === name).length;
    expect(aimed > 0).toBe(observer !== true);
  });
});

test('the index of edits lists every file in ablate/', () => {
  expect(ablations.map(({ layer }) => layer).sort()).toEqual(namesIn('ablate'));
  for (const file of namesIn('ablate'))
    expect((require(join(directory, 'ablate', file)) as { default: Ablation }).default.layer).toBe(file);
});
