import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { layers, layersOf } from '../../lib/chain';

describe('the layers', () => {
  test('each has its own name and says what it stops and where', () => {
    expect(new Set(layers.map(({ name }) => name)).size).toBe(layers.length);
    for (const { stops, on } of layers) expect([stops.length > 5, on.length > 5]).toEqual([true, true]);
  });

  test('stand in the order a request meets them', () =>
    expect(layersOf('consumer', 'edge').map(({ name }) => name)).toEqual([
      'tls',
      'waf',
      'origin-mtls',
      'gateway',
      'auth',
      'service',
      'watch',
    ]));

  test.each(['managed', 'partner'] as const)(
    '%s: the certificate of the device is asked for before the web ACL',
    profile =>
      expect(
        layersOf(profile, 'edge')
          .map(({ name }) => name)
          .slice(0, 3),
      ).toEqual(['tls', 'client-mtls', 'waf']),
  );

  test('without an edge there is no hop to protect', () =>
    expect(layersOf('consumer', 'regional').map(({ name }) => name)).not.toContain('origin-mtls'));

  test('pinning lives in the app: nothing is provisioned for it', () =>
    expect(layersOf('partner', 'edge').map(({ name }) => name)).not.toContain('pinning'));
});

const claims = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.ts'))
  .map(file => readFileSync(join(__dirname, file), 'utf8'))
  .filter(source => source.includes('testClaims('));

test.each(layersOf('consumer', 'edge').map(({ name }) => name))('%s: something is claimed of its templates', name =>
  expect(claims.some(source => source.includes(`'${name}'`))).toBe(true),
);
