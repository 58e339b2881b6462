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
