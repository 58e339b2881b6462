import { routeKey } from '../../../lambda/guard/routes';
import { routesOf, routeTable } from '../../../lib/routes';
import { outcomeOf } from '../outcome';
import type { Drill, Field, Outcome } from '../types';
import { listAccounts } from '../wallet';

/** Every route that is there for people and their devices only. Told is the first that was served, or the last. */
async function tryAll(field: Field): Promise<Outcome> {
  const ours = new Set(routesOf(field.chain.system).map(routeKey));
  let last: Outcome = { served: true, saw: 'nothing to ask for' };
  for (const row of routeTable.filter(one => !ours.has(routeKey(one)))) {
    const path = row.path.replaceAll(/\{[^}]+\}/g, field.alice.account.accountId);
    const body = row.method === 'GET' ? {} : { body: {} };
    last = outcomeOf(await field.call({ ...listAccounts(field), method: row.method, path, ...body }));
    if (last.served) return { served: true, saw: `${last.saw} for ${routeKey(row)}` };
  }
  return last;
}

export default {
  id: 'users-actions',
  title: 'does what only people may do',
  owasp: 'API5',
  layer: 'gateway',
  behind: 'service',
  profiles: ['partner'],
  attack: tryAll,
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
} satisfies Drill;
