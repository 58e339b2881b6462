import { describeError } from './errors';

/** What a command started and must stop, however it ends: by itself, by a signal, or by a fault. */
export interface Lifetime {
  /** Takes care of something that is starting or has started. The copy it gives stops only once. */
  hold<T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T>;
  /** Runs when everything else has stopped. */
  atEnd(clean: () => void): void;
  /** Resolves when a person or the system asks the command to end. */
  readonly interrupted: Promise<void>;
}

const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** How long stopping may take before the process leaves anyway; its children end with their parent's channel. */
const patienceMs = 5_000;

/** Runs a command and ends the process with the exit code it gives. */
export async function live(command: (lifetime: Lifetime) => Promise<number>): Promise<never> {
  const held: (() => Promise<void>)[] = [];
  const cleaners: (() => void)[] = [];
  let awaited = false;
  let interrupt = (): void => undefined;
  const interrupted = new Promise<void>(resolve => (interrupt = resolve));

  let ending: Promise<never> | undefined;
  const end = (code: number): Promise<never> => (ending ??= leave(code, held, cleaners));
  const fault = (error: unknown): void => {
    console.error(`portcullis: ${describeError(error)}`);
    void end(1);
  };
  process.on('uncaughtException', fault).on('unhandledRejection', fault);
  // Nobody reads any more (`| head`). To report that as a fault would fail the same way, for ever.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => void end(1));
  for (const [signal, code] of Object.entries(signals))
    process.on(signal, () => {
      interrupt();
      // A command that waits for the signal ends as it likes; one in the middle of its work is cut short.
      if (!awaited) void end(code);
    });

  // Without it, a command that waits for something that died would leave with exit code 0, as if it had succeeded.
  setInterval(() => undefined, 2 ** 30);
  const lifetime: Lifetime = {
    hold: async starting => {
      held.push(async () => (await starting).stop());
      return stoppingOnce(await starting);
    },
    atEnd: clean => cleaners.push(clean),
    get interrupted() {
      awaited = true;
      return interrupted;
    },
  };
  try {
    const code = await command(lifetime);
    return await end(code);
  } catch (error) {
    // What fails because everything is being stopped is not news.
    if (ending === undefined) fault(error);
    return end(1);
  }
}

async function leave(code: number, held: (() => Promise<void>)[], cleaners: (() => void)[]): Promise<never> {
  const deadline = new Promise<void>(resolve => setTimeout(resolve, patienceMs).unref());
  await Promise.race([Promise.allSettled(held.map(stop => stop())), deadline]);
  try {
    for (const clean of cleaners) clean();
  } finally {
    process.exit(code);
  }
}

function stoppingOnce<T extends { stop(): Promise<void> }>(thing: T): T {
  let stopped: Promise<void> | undefined;
  const stop = thing.stop.bind(thing);
  thing.stop = () => (stopped ??= stop());
  return thing;
}
