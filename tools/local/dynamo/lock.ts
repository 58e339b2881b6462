/** A shared/exclusive lock, first come, first served: a transaction waits for the calls before it and holds back those after. */
export interface Lock {
  shared<T>(work: () => Promise<T>): Promise<T>;
  exclusive<T>(work: () => Promise<T>): Promise<T>;
}

export function createLock(): Lock {
  const waiting: { exclusive: boolean; start: () => void }[] = [];
  let readers = 0;
  let writing = false;

  const admit = (): void => {
    for (;;) {
      const next = waiting[0];
      if (next === undefined || writing || (next.exclusive && readers > 0)) return;
      waiting.shift();
      if (next.exclusive) writing = true;
      else readers += 1;
      next.start();
    }
  };

  const hold = async <T>(exclusive: boolean, work: () => Promise<T>): Promise<T> => {
    await new Promise<void>(start => {
      waiting.push({ exclusive, start });
      admit();
    });
    try {
      return await work();
    } finally {
      if (exclusive) writing = false;
      else readers -= 1;
      admit();
    }
  };

  return { shared: work => hold(false, work), exclusive: work => hold(true, work) };
}
