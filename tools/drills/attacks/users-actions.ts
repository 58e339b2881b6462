import { routeKey } from '../../../lambda/guard/routes';
import { routesOf, routeTable } from '../../../lib/routes';
import { outcomeOf } from '../outcome';
import { firstServed } from '../probe';
import type { Drill, Field, Outcome } from '../types';
import { listAccounts } from '../wallet';

/** Every route that is there for people and their devices only. */
async function tryAll(field: Field): Promise<Outcome> {
  const ours = new Set(routesOf(field.chain.system).map(routeKey));
  const others = routeTable.filter(one => !ours.has(routeKey(one)));
  return firstServed(field, others, listAccounts(field));
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
