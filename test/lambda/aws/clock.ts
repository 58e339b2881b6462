const everythingElse = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;

/** Sets the clock, to be stepped by `jest.setSystemTime`, and nothing else: the stand-ins, in this process, see the same one and go on working. */
export const setClock = (now: number): void => void jest.useFakeTimers({ now, doNotFake: [...everythingElse] });
