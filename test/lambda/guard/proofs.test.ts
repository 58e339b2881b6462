import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { proofStore, type ProofStore } from '../../../lambda/guard/proofs';
import { database, type Database } from './support/store';

let db: Database;
let store: ProofStore;
beforeAll(async () => {
  db = await database();
  store = proofStore(db.client, 'proofs');
});
afterAll(() => db.stop());

test('a session has the key that was registered first', async () => {
  expect(await store.keyOf('s-1')).toBeUndefined();
  expect(await store.register('s-1', 'key-a', 99)).toBe('key-a');
  expect(await store.register('s-1', 'key-a', 99)).toBe('key-a');
  expect(await store.register('s-1', 'key-b', 99)).toBe('key-a');
  expect(await store.keyOf('s-1')).toBe('key-a');
  expect(await store.keyOf('s-2')).toBeUndefined();
});

test('of twenty that register at once, all are told the same key', async () => {
  const told = await Promise.all(Array.from({ length: 20 }, (_, at) => store.register('s-3', `key-${at}`, 99)));
  expect(new Set(told).size).toBe(1);
  expect(await store.keyOf('s-3')).toBe(told[0]);
});

test('a proof is used once, of each key', async () => {
  const uses = await Promise.all(Array.from({ length: 20 }, () => store.use('key-a', 'jti-1', 99)));
  expect(uses.filter(Boolean)).toHaveLength(1);
  expect(await store.use('key-b', 'jti-1', 99)).toBe(true);
});

test('everybody gets the nonce of who made it first', async () => {
  const told = await Promise.all(Array.from({ length: 20 }, (_, at) => store.nonce('7', `nonce-${at}`, 99)));
  expect(new Set(told).size).toBe(1);
  expect(await store.nonce('8', 'nonce-next', 99)).toBe('nonce-next');
});

test('every item ends by itself', async () => {
  const items = await db.all('proofs');
  expect(items.length).toBeGreaterThan(4);
  for (const item of items) expect(item).toMatchObject({ expiresAt: 99 });
});

describe('a store that fails', () => {
  const failing = (error: Error): ProofStore =>
    proofStore({ send: jest.fn().mockRejectedValue(error) } as unknown as DynamoDBDocumentClient, 'proofs');
  const silent = Object.assign(new Error('hang up'), { code: 'ECONNRESET' });
  const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException', $fault: 'client' });
  const calls: readonly [string, (of: ProofStore) => Promise<unknown>][] = [
    ['keyOf', of => of.keyOf('s-1')],
    ['register', of => of.register('s-1', 'key-a', 99)],
    ['use', of => of.use('key-a', 'jti-2', 99)],
    ['nonce', of => of.nonce('9', 'n', 99)],
  ];

  test.each(calls)('%s: a 503 when it is silent, an error when it refuses us', async (_what, call) => {
    await expect(call(failing(silent))).rejects.toMatchObject({ status: 503, code: 'store_unavailable' });
    await expect(call(failing(denied))).rejects.toBe(denied);
  });
});
