import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { LocalError } from '../../types';

/** The function failed on a request; CloudFront answers 503. */
export class FunctionError extends Error {
  override readonly name = 'FunctionError';
}

/** A function in a thread of its own, which is ended and started again when a request makes it hang. */
export interface FunctionThread {
  /** Gives what the handler returned, as JSON. Rejects with FunctionError when it threw, hung or returned nothing. */
  run(event: string): Promise<string>;
  stop(): Promise<void>;
}

/** CloudFront stops a function within a millisecond or so; a busy laptop needs more room before it is called a hang. */
const longestMs = 500;

interface Pending {
  readonly event: string;
  readonly resolve: (value: string) => void;
  readonly reject: (error: Error) => void;
}

type Message =
  | { readonly ready: boolean; readonly error?: string }
  | { readonly id: number; readonly value?: string; readonly error?: string };

/** Starts the thread. Rejects with LocalError where the code does not compile or has no handler. */
export async function startThread(name: string, code: string): Promise<FunctionThread> {
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let watch: NodeJS.Timeout | undefined;

  const settle = (message: Message): void => {
    if ('ready' in message) return;
    const waiting = pending.get(message.id);
    pending.delete(message.id);
    if (message.value !== undefined) waiting?.resolve(message.value);
    else waiting?.reject(new FunctionError(`${name}: ${message.error ?? 'returned nothing'}`));
    watchHead();
  };
  const post = (id: number, { event }: Pending): void => worker.postMessage({ id, event });

  /** The thread answers in order, so only the oldest request can be the one that hangs. */
  const watchHead = (): void => {
    clearTimeout(watch);
    const head = firstKey(pending);
    if (head === undefined) return;
    // When this process was busy itself, the answer may be waiting: let it in before judging.
    const hung = `stopped after ${longestMs} ms`;
    watch = setTimeout(() => setImmediate(() => head === firstKey(pending) && replace(hung)), longestMs).unref();
  };
  /** Gives up on the oldest request and asks a new thread for the others. */
  const replace = (why: string): void => {
    const head = firstKey(pending);
    if (head !== undefined) pending.get(head)?.reject(new FunctionError(`${name}: ${why}`));
    pending.delete(head ?? 0);
    void worker.terminate();
    worker = watched(spawn(name, code));
    for (const [id, waiting] of pending) post(id, waiting);
    watchHead();
  };
  const watched = (started: Worker): Worker =>
    // A thread also ends by itself, when it is out of memory for example.
    started.on('message', settle).on('error', error => void (started === worker && replace(error.message)));

  let worker = spawn(name, code);
  await ready(name, worker);
  watched(worker);
  return {
    run: event =>
      new Promise((resolve, reject) => {
        const waiting = { event, resolve, reject };
        pending.set((lastId += 1), waiting);
        post(lastId, waiting);
        if (pending.size === 1) watchHead();
      }),
    async stop() {
      clearTimeout(watch);
      await worker.terminate();
    },
  };
}

function spawn(name: string, code: string): Worker {
  const worker = new Worker(join(__dirname, 'worker.js'), {
    workerData: { name, code },
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
    const timer = setTimeout(() => refuse('its code does not come to an end'), 10 * longestMs);
    worker.once('message', (message: Message) => {
      clearTimeout(timer);
      worker.removeAllListeners('error');
      if ('ready' in message && message.ready) resolve();
      else refuse(message.error ?? 'does not start');
    });
    worker.once('error', error => {
      clearTimeout(timer);
      refuse(error.message, error);
    });
  });
}

function firstKey(pending: ReadonlyMap<number, unknown>): number | undefined {
  const [first] = pending.keys();
  return first;
}
