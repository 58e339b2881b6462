import { setTimeout as delay } from 'node:timers/promises';
import { outcomeOf } from './outcome';
import type { Call, Field, Outcome } from './types';

/** What is promised from the revocation until nobody is served any more. */
const promisedMs = 10_000;
export const pauseMs = 200;

/** Goes on over the open connection until it is refused or the promised time is over; what it saw last is told with the time. */
export async function persist(field: Field, call: Call): Promise<Outcome> {
  const began = Date.now();
  let last: Outcome;
  do {
    await delay(pauseMs);
    last = outcomeOf(await field.call(call));
  } while (last.served && Date.now() - began < promisedMs);
  return { served: last.served, saw: `${last.saw} after ${((Date.now() - began) / 1000).toFixed(1)} s` };
}
