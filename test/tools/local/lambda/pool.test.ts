import { setTimeout as delay } from 'node:timers/promises';
import { createPool } from '../../../../tools/local/lambda/pool';
import type { FunctionProcess } from '../../../../tools/local/lambda/process';

/** Processes that are nothing but a number. */
function counted() {
  const killed: number[] = [];
  let started = 0;
  const start = (): FunctionProcess => {
    const id = (started += 1);
    return {
      invoke: async wait => {
        await delay(Number(wait));
        return id;
      },
      alive: () => !killed.includes(id),
      kill: async () => void killed.push(id),
    };
  };
  return { start, killed, started: () => started };
}

test('the last process ends too once it has not been asked for long enough, and another starts when it is', async () => {
  const { start, killed } = counted();
  const pool = createPool(start, { limit: 4, warm: 1, idleMs: 20, coolMs: 500 });
  await Promise.all([pool.invoke(5), pool.invoke(5), pool.invoke(5)]);
  await delay(200);
  expect(killed).toHaveLength(2);
  await delay(600);
  expect(killed).toHaveLength(3);
  await expect(pool.invoke(0)).resolves.toBe(4);
  await pool.stop();
});

test('without such a time it stays', async () => {
  const { start, killed } = counted();
  const pool = createPool(start, { limit: 4, warm: 1, idleMs: 10 });
  await pool.invoke(0);
  await delay(60);
  expect(killed).toEqual([]);
  await pool.stop();
});
