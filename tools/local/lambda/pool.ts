import { LambdaError } from './error';
import type { FunctionProcess } from './process';

/**
 * The processes of one function. A process serves one invocation at a time; another starts when all are busy, up to the
 * limit, beyond which invocations wait in line. Those over the number kept warm end after a while without work, the others after a
 * longer one, where it is given.
 */
export interface Pool {
  invoke(event: unknown): Promise<unknown>;
  /** Ends the processes there are: the idle ones now, a busy one when it has answered. The next invocation starts another. */
  rest(): void;
  stop(): Promise<void>;
}

export interface PoolOptions {
  readonly limit: number;
  readonly warm: number;
  /** How long a process over the warm number may idle. */
  readonly idleMs: number;
  /** How long the last ones may idle; absent: for ever. */
  readonly coolMs?: number;
}

export function createPool(start: () => FunctionProcess, options: PoolOptions): Pool {
  return new ProcessPool(start, options);
}

interface Waiter {
  readonly serve: (free: FunctionProcess) => void;
  readonly refuse: (error: LambdaError) => void;
}

class ProcessPool implements Pool {
  readonly #start: () => FunctionProcess;
  readonly #options: PoolOptions;
  readonly #all = new Set<FunctionProcess>();
  readonly #idle: FunctionProcess[] = [];
  /** Busy ones that end when they have answered. */
  readonly #leaving = new WeakSet<FunctionProcess>();
  readonly #waiting: Waiter[] = [];
  /** For each that idles over the warm number, what will end it. */
  readonly #reapers = new Map<FunctionProcess, NodeJS.Timeout>();
  #stopped = false;

  constructor(start: () => FunctionProcess, options: PoolOptions) {
    this.#start = start;
    this.#options = options;
  }

  async invoke(event: unknown): Promise<unknown> {
    if (this.#stopped) throw hostStopped();
    if (this.#options.limit === 0)
      throw new LambdaError('throttled', 'TooManyRequestsException', 'The function may not run at all');
    const process = await this.#acquire();
    try {
      return await process.invoke(event);
    } finally {
      this.#release(process);
    }
  }

  rest(): void {
    for (const process of this.#all) this.#leaving.add(process);
    for (const process of this.#idle.splice(0)) this.#end(process);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#reapers.forEach(timer => clearTimeout(timer));
    this.#waiting.splice(0).forEach(({ refuse }) => refuse(hostStopped()));
    await Promise.all([...this.#all].map(process => process.kill()));
  }

  async #acquire(): Promise<FunctionProcess> {
    for (let process = this.#idle.pop(); process !== undefined; process = this.#idle.pop()) {
      clearTimeout(this.#reapers.get(process));
      // One that crashed between two invocations.
      if (process.alive()) return process;
      this.#all.delete(process);
    }
    if (this.#all.size < this.#options.limit) return this.#add();
    return new Promise((serve, refuse) => this.#waiting.push({ serve, refuse }));
  }

  #add(): FunctionProcess {
    const process = this.#start();
    this.#all.add(process);
    return process;
  }

  #release(process: FunctionProcess): void {
    const alive = process.alive() && !this.#leaving.has(process);
    if (!alive) this.#end(process);
    if (this.#stopped) return;
    const next = this.#waiting.shift();
    if (next !== undefined) return next.serve(alive ? process : this.#add());
    if (!alive) return;
    this.#idle.push(process);
    const { warm, idleMs } = this.#options;
    if (this.#all.size > warm) this.#reapLater(process, idleMs, warm);
    else this.#cool(process);
  }

  /** One of the last: it ends as well, only later. */
  #cool(process: FunctionProcess): void {
    const { coolMs } = this.#options;
    if (coolMs !== undefined) this.#reapLater(process, coolMs, 0);
  }

  #end(process: FunctionProcess): void {
    clearTimeout(this.#reapers.get(process));
    this.#reapers.delete(process);
    this.#all.delete(process);
    void process.kill();
  }

  /** Ends a process once it has idled, unless only `kept` are left. */
  #reapLater(process: FunctionProcess, afterMs: number, kept: number): void {
    const timer = setTimeout(() => {
      const place = this.#idle.indexOf(process);
      if (place < 0) return;
      if (this.#all.size <= kept) return this.#cool(process);
      this.#idle.splice(place, 1);
      this.#end(process);
    }, afterMs);
    timer.unref();
    this.#reapers.set(process, timer);
  }
}

const hostStopped = (): LambdaError => new LambdaError('throttled', 'ServiceException', 'The host has stopped');
