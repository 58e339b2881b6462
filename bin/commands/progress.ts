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

/** Runs the parts of a step, so many at once. */
export async function steps(title: string, parts: readonly Step<void>[], atOnce: number): Promise<void> {
  const task: ListrTask['task'] = (_, task) => task.newListr(parts.map(taskOf), { concurrent: atOnce });
  await new Listr([{ title, task }], options()).run();
}

type Say = Parameters<Step<void>['work']>[0];

/** Lets a step give up its place as soon as it only waits: the next one begins, and `over` is when all the work is done. */
export function untilItWaits() {
  const works: Promise<void>[] = [];
  return {
    of: (work: (say: Say, onWait: () => void) => Promise<void>) => (say: Say) =>
      new Promise<void>((resolve, reject) => {
        const whole = work(say, resolve);
        works.push(whole);
        whole.then(resolve, reject);
      }),
    over: async (): Promise<void> => {
      await Promise.all(works);
    },
  };
}

const taskOf = ({ title, work }: Step<unknown>): ListrTask => ({
  title,
  task: async (_, task) => {
    await work(now => (task.output = now));
  },
});
