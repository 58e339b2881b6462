import { keyValueStore } from '../../../lambda/aws/key-value-store';
import { sync } from '../../../lambda/revocation-sync/sync';
import { startKeyValueStores, type KeyValueStoreStandin } from '../../../tools/local/standins/key-value-store';
import type { Endpoint } from '../../../tools/local/standins/http';

const arn = 'arn:aws:cloudfront::000000000000:key-value-store/9b1d8a3e-0000-4000-8000-000000000000';
const before = { ...process.env };
let stores: KeyValueStoreStandin;
let endpoint: Endpoint;
beforeEach(async () => {
  ({ stores, endpoint } = await startKeyValueStores());
  stores.create({ arn });
  process.env['AWS_ENDPOINT_URL_CLOUDFRONT_KEYVALUESTORE'] = endpoint.url;
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
});
afterEach(async () => {
  process.env = { ...before };
  await endpoint.stop();
});

const store = () => keyValueStore(arn, () => AbortSignal.timeout(5_000));
const later = '2099-01-01T00:00:00.000Z';
const rows = (...serials: string[]) => serials.map(serialNumber => ({ serialNumber, notAfter: later }));
const run = (revoked: readonly { serialNumber: string; notAfter: string }[], over = store()) =>
  sync({ revoked: async () => revoked, store: over, now: () => new Date() });

test('lists what is revoked under the keys that the connection function looks up', async () => {
  expect(await run(rows('a10b', '1'))).toEqual({ listed: 2, added: 2, removed: 0 });
  expect((await store().keys()).sort()).toEqual(['1', 'A10B']);
  const read = stores.reader(arn);
  expect([read?.('A10B'), read?.('a10b')]).toEqual(['revoked', undefined]);
});

test('changes nothing where nothing changed, and writes nothing then', async () => {
  await run(rows('a10b'));
  const version = await store().version();
  expect(await run(rows('a10b'))).toEqual({ listed: 1, added: 0, removed: 0 });
  expect(await store().version()).toBe(version);
});

test('takes away what has ended, what is gone from the registry, and what somebody else put there', async () => {
  await run(rows('a', 'b'));
  await store().update(await store().version(), { puts: [{ key: 'MEDDLED', value: 'x' }], deletes: ['A'] });
  const ended = { serialNumber: 'b', notAfter: '2020-01-01T00:00:00.000Z' };
  expect(await run([...rows('a'), ended])).toEqual({ listed: 1, added: 1, removed: 2 });
  expect(await store().keys()).toEqual(['A']);
});

test('more than one request holds goes in several', async () => {
  const serials = Array.from({ length: 130 }, (_, index) => (index + 1).toString(16));
  expect(await run(rows(...serials))).toEqual({ listed: 130, added: 130, removed: 0 });
  expect(await store().keys()).toHaveLength(130);
});

test('a write by somebody else in between is not overwritten; the next run sees both', async () => {
  const real = store();
  let raced = false;
  const racing = {
    ...real,
    keys: async () => {
      const keys = await real.keys();
      if (!raced) await real.update(await real.version(), { puts: [{ key: 'FF', value: 'x' }], deletes: [] });
      raced = true;
      return keys;
    },
  };
  await expect(run(rows('a'), racing)).rejects.toThrow(/CloudFront answers 4\d\d/);
  expect(await run(rows('a'), racing)).toEqual({ listed: 1, added: 1, removed: 1 });
});

test('a registry that cannot be read changes nothing', async () => {
  await run(rows('a'));
  await expect(
    sync({ revoked: () => Promise.reject(new Error('down')), store: store(), now: () => new Date() }),
  ).rejects.toThrow();
  expect(await store().keys()).toEqual(['A']);
});
