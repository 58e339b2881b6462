import { routeKey, type Route } from '../../lambda/guard/routes';
import { outcomeOf } from './outcome';
import type { Call, Field, Outcome } from './types';

/** A path of the route table with an id in it that is there, and Alice's. */
export const filled = (path: string, { alice }: Field): string =>
  path.replaceAll(/\{[^}]+\}/g, alice.account.accountId);

/** Asks for each row in turn until one is served. Told is that one, or the last; of no rows at all, that there was nothing to ask for. */
export async function firstServed(
  field: Field,
  rows: Iterable<Pick<Route, 'method' | 'path'>>,
  as: Omit<Call, 'method' | 'path' | 'body'>,
): Promise<Outcome> {
  let last: Outcome = nothing;
  for (const row of rows) {
    const body = row.method === 'GET' ? {} : { body: {} };
    last = outcomeOf(await field.call({ ...as, method: row.method, path: filled(row.path, field), ...body }));
    if (last.served) return { served: true, saw: `${last.saw} for ${routeKey(row)}` };
  }
  return last;
}

/** Counts as served: a drill that asked for nothing has shown nothing. */
export const nothing: Outcome = { served: true, saw: 'nothing to ask for' };
