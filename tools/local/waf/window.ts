/** How many slices a window is counted in: WAF's own counts are estimates too, refreshed about every ten seconds. */
const slices = 30;
/** WAF tracks this many aggregation instances of a rule; the oldest is forgotten first. */
const mostInstances = 10_000;

interface Instance {
  readonly counts: Uint32Array;
  /** Number of the newest slice counted, since the epoch. */
  slice: number;
  total: number;
}

/** Counts requests of many instances over a sliding window. */
export interface Window {
  /** Counts one request and gives the count of the window that ends now. */
  count(instance: string): number;
}

export function createWindow(seconds: number, now: () => number): Window {
  const sliceMs = (seconds * 1000) / slices;
  const instances = new Map<string, Instance>();
  let sweptAt = 0;
  const makeRoom = (slice: number): void => {
    // Once a slice is enough: sweeping for each new key would let a client that makes up keys slow everybody down.
    if (slice !== sweptAt) forgetIdle(instances, slice);
    sweptAt = slice;
    const [first] = instances.keys();
    if (instances.size >= mostInstances && first !== undefined) instances.delete(first);
  };
  return {
    count(name) {
      const slice = Math.floor(now() / sliceMs);
      let instance = instances.get(name);
      if (instance === undefined) {
        if (instances.size >= mostInstances) makeRoom(slice);
        instance = { counts: new Uint32Array(slices), slice, total: 0 };
        instances.set(name, instance);
      }
      advance(instance, slice);
      instance.counts[slice % slices] = (instance.counts[slice % slices] ?? 0) + 1;
      instance.total += 1;
      return instance.total;
    },
  };
}

/** Drops the slices that have left the window. */
function advance(instance: Instance, slice: number): void {
  const passed = Math.min(slice - instance.slice, slices);
  for (let step = 1; step <= passed; step += 1) {
    const index = (instance.slice + step) % slices;
    instance.total -= instance.counts[index] ?? 0;
    instance.counts[index] = 0;
  }
  if (slice > instance.slice) instance.slice = slice;
}

function forgetIdle(instances: Map<string, Instance>, slice: number): void {
  for (const [name, instance] of instances) if (slice - instance.slice >= slices) instances.delete(name);
}
