import { Listr, type ListrTask } from 'listr2';

/** Steps of a command, shown as they go on a terminal and not at all in a pipe. */

export interface Step<T> {
  readonly title: string;
  /** `say` shows what the step is doing right now. */
  readonly work: (say: (now: string) => void) => Promise<T>;
}

const options = () => ({
  renderer: process.stdout.isTTY ? ('default' as const) : ('silent' as const),
  // Signals are for the lifetime of the command, which stops what was started.
  registerSignalListeners: false,
});

/** Runs one step. */
export async function step<T>({ title, work }: Step<T>): Promise<T> {
  let result: Promise<T> | undefined;
  await new Listr([taskOf({ title, work: say => (result = work(say)) })], options()).run();
  if (result === undefined) throw new Error(`${title}: did not run`);
  return result;
}

/** Runs the parts of a step, so many at once, and gives what they gave in their order. */
export async function steps<T>(title: string, parts: readonly Step<T>[], atOnce: number): Promise<T[]> {
  const results: Promise<T>[] = [];
  const tasks = parts.map((part, i) => taskOf({ title: part.title, work: say => (results[i] = part.work(say)) }));
  const all: ListrTask = { title, task: (_, task) => task.newListr(tasks, { concurrent: atOnce }) };
  await new Listr([all], options()).run();
  return Promise.all(results);
}

const taskOf = ({ title, work }: Step<unknown>): ListrTask => ({
  title,
  task: async (_, task) => {
    await work(now => (task.output = now));
  },
});
