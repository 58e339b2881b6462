import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { LocalError } from '../../types';

/** The function failed on a request; CloudFront answers 503. */
export class FunctionError extends Error {
  override readonly name = 'FunctionError';
}

/** CloudFront stops a function within a millisecond or so; a busy laptop needs more room before it is called a hang. */
const longestMs = 500;

/** How long a thread may take to start. */
const startMs = 10 * longestMs;

interface Pending {
  readonly event: string;
  readonly resolve: (value: string) => void;
  readonly reject: (error: Error) => void;
}

/** What a thread runs, and how it is called. */
export interface Program {
  readonly name: string;
  readonly code: string;
  /** The function that is called, and with it the kind of event. */
  readonly handler: 'handler' | 'connectionHandler';
  /** What the code calls the module `cloudfront`; absent where it imports none. */
  readonly cloudfront: string | undefined;
  /** The key-value store that is associated with the function. */
  readonly store: ((key: string) => string | undefined) | undefined;
}

interface Started {
  readonly ready: boolean;
  readonly error?: string;
}

/** The function asks its key-value store. */
interface Asked {
  readonly ask: number;
  readonly key: string;
}

interface Answered {
  readonly id: number;
  readonly value?: string;
  readonly error?: string;
}

/** A function in a thread of its own, which is ended and started again when a request makes it hang. */
export class FunctionThread {
  readonly #program: Program;
  /** Requests that wait for their answer, the oldest first. */
  readonly #pending = new Map<number, Pending>();
  #worker: Worker;
  #lastId = 0;
  #watch: NodeJS.Timeout | undefined;

  private constructor(program: Program, worker: Worker) {
    this.#program = program;
    this.#worker = this.#listenTo(worker);
  }

  /** Rejects with LocalError where the code does not compile or has no handler. */
  static async start(program: Program): Promise<FunctionThread> {
    const worker = spawn(program);
    await ready(program.name, worker);
    return new FunctionThread(program, worker);
  }

  /** Gives what the handler returned, as JSON. Rejects with FunctionError when it threw, hung or returned nothing. */
  run(event: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const id = (this.#lastId += 1);
      this.#pending.set(id, { event, resolve, reject });
      this.#worker.postMessage({ id, event });
      if (this.#pending.size === 1) this.#watchOldest();
    });
  }

  async stop(): Promise<void> {
    clearTimeout(this.#watch);
    await this.#worker.terminate();
  }

  #listenTo(worker: Worker): Worker {
    worker.on('message', (message: Answered | Asked) => {
      if ('ask' in message) worker.postMessage({ settled: message.ask, value: this.#program.store?.(message.key) });
      else this.#settle(message);
    });
    // A thread also ends by itself, when it is out of memory for example.
    worker.on('error', error => void (worker === this.#worker && this.#replace(error.message)));
    return worker;
  }

  #settle({ id, value, error = 'returned nothing' }: Answered): void {
    const waiting = this.#pending.get(id);
    this.#pending.delete(id);
    if (value === undefined) waiting?.reject(new FunctionError(`${this.#program.name}: ${error}`));
    else waiting?.resolve(value);
    this.#watchOldest();
  }

  /** The thread takes requests in order, so only the oldest can be the one that hangs. */
  #watchOldest(patienceMs = longestMs): void {
    clearTimeout(this.#watch);
    const [oldest] = this.#pending.keys();
    if (oldest === undefined) return;
    const judge = (): void => {
      if (this.#pending.has(oldest)) this.#replace(`stopped after ${longestMs} ms`);
    };
    // When this process was busy itself, the answer may be waiting: let it in before judging.
    this.#watch = setTimeout(() => setImmediate(judge), patienceMs).unref();
  }

  /** Gives up on the oldest request and asks a new thread for the others. */
  #replace(why: string): void {
    const [oldest] = this.#pending;
    if (oldest !== undefined) {
      const [id, { reject }] = oldest;
      this.#pending.delete(id);
      reject(new FunctionError(`${this.#program.name}: ${why}`));
    }
    void this.#worker.terminate();
    this.#worker = this.#listenTo(spawn(this.#program));
    for (const [id, { event }] of this.#pending) this.#worker.postMessage({ id, event });
    // The time a thread takes to start is not the oldest request's; its first message, that it is ready, sets the watch anew.
    this.#watchOldest(startMs);
  }
}

function spawn({ store, ...program }: Program): Worker {
  const worker = new Worker(join(__dirname, 'worker.js'), {
    workerData: { ...program, hasStore: store !== undefined },
    // The program's own loader and variables are none of the function's business.
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 8 },
  });
  worker.unref();
  return worker;
}

function ready(name: string, worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (why: string, cause?: unknown): void => {
      void worker.terminate();
      reject(new LocalError(`CloudFront function ${name}: ${why}`, { cause }));
    };
    const timer = setTimeout(() => refuse('its code does not come to an end'), startMs);
    worker.once('message', ({ ready: isReady, error = 'does not start' }: Started) => {
      clearTimeout(timer);
      worker.removeAllListeners('error');
      if (isReady) resolve();
      else refuse(error);
    });
    worker.once('error', error => {
      clearTimeout(timer);
      refuse(error.message, error);
    });
  });
}
