import { setTimeout } from 'node:timers/promises';
import { createLock } from '../../../../tools/local/dynamo/lock';

test('sharers run together, an exclusive holder runs alone, all in the order they came', async () => {
  const lock = createLock();
  const events: string[] = [];
  const work = (name: string) => async () => {
    events.push(`+${name}`);
    await setTimeout(5);
    events.push(`-${name}`);
  };
  await Promise.all([
    lock.shared(work('a')),
    lock.shared(work('b')),
    lock.exclusive(work('X')),
    lock.shared(work('c')),
  ]);
  expect(events).toEqual(['+a', '+b', '-a', '-b', '+X', '-X', '+c', '-c']);
});

test('a failure frees the lock', async () => {
  const lock = createLock();
  await expect(lock.exclusive(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(lock.shared(() => Promise.resolve('free'))).resolves.toBe('free');
});
