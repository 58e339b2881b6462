import { LambdaError } from './error';
import type { FunctionProcess } from './process';

/**
 * The processes of one function. A process serves one invocation at a time; another starts when all are busy, up to the
 * limit, beyond which invocations wait in line. Those over the number kept warm end after a while without work.
 */
export interface Pool {
  invoke(event: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

export interface PoolOptions {
  readonly limit: number;
  readonly warm: number;
  /** How long a process over the warm number may idle. */
  readonly idleMs: number;
}

export function createPool(start: () => FunctionProcess, { limit, warm, idleMs }: PoolOptions): Pool {
  const all = new Set<FunctionProcess>();
  const idle: FunctionProcess[] = [];
  const waiting: ((free: FunctionProcess) => void)[] = [];
  const reapers = new Set<NodeJS.Timeout>();
  let stopped = false;

  const add = (): FunctionProcess => {
    const process = start();
    all.add(process);
    return process;
  };

  const acquire = async (): Promise<FunctionProcess> => {
    for (let process = idle.pop(); process !== undefined; process = idle.pop()) {
      // One that crashed between two invocations.
      if (process.alive) return process;
      all.delete(process);
    }
    return all.size < limit ? add() : new Promise(resolve => waiting.push(resolve));
  };

  const reapLater = (process: FunctionProcess): void => {
    const timer = setTimeout(() => {
      reapers.delete(timer);
      const place = idle.indexOf(process);
      if (place < 0 || all.size <= warm) return;
      idle.splice(place, 1);
      all.delete(process);
      void process.kill();
    }, idleMs);
    timer.unref();
    reapers.add(timer);
  };

  const release = (process: FunctionProcess): void => {
    if (!process.alive) all.delete(process);
    if (stopped) return;
    const next = waiting.shift();
    if (next !== undefined) return next(process.alive ? process : add());
    if (!process.alive) return;
    idle.push(process);
    if (all.size > warm) reapLater(process);
  };

  return {
    async invoke(event) {
      if (stopped) throw new LambdaError('throttled', 'ServiceException', 'The host has stopped');
      if (limit === 0)
        throw new LambdaError('throttled', 'TooManyRequestsException', 'The function may not run at all');
      const process = await acquire();
      try {
        return await process.invoke(event);
      } finally {
        release(process);
      }
    },
    async stop() {
      stopped = true;
      reapers.forEach(timer => clearTimeout(timer));
      await Promise.all([...all].map(process => process.kill()));
    },
  };
}
