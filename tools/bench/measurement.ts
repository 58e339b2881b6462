/** One promise: what was measured in this run, the bound it is held to, and whether it held. */
export interface Measurement {
  readonly what: string;
  readonly measured: string;
  readonly bound: string;
  readonly held: boolean;
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** Has what a handler logs made, and not printed: its audit goes to both outputs. */
export async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const outputs = [process.stdout, process.stderr].map(stream => ({ stream, write: stream.write.bind(stream) }));
  for (const { stream } of outputs) stream.write = () => true;
  try {
    return await work();
  } finally {
    for (const { stream, write } of outputs) stream.write = write;
  }
}
