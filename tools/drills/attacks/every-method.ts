import { enrolmentPath, routesOf } from '../../../lib/routes';
import { outcomeOf } from '../outcome';
import { filled } from '../probe';
import type { Drill, Field, Outcome } from '../types';
import { listAccounts } from '../wallet';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Every method on every path that the route table does not have. Served means that one of them was. */
async function tryAll(field: Field): Promise<Outcome> {
  const rows = routesOf(field.chain.system);
  const has = (method: string, path: string): boolean => rows.some(row => row.method === method && row.path === path);
  let last: Outcome | undefined;
  for (const [path, door] of new Map(rows.map(row => [row.path, row.door]))) {
    for (const method of methods.filter(one => !has(one, path))) {
      // The enrolment door puts what its paths begin with in front by itself.
      const asked = door === undefined ? path : path.slice(enrolmentPath.length);
      const call = { ...listAccounts(field), method, path: filled(asked, field), ...(door && { door }) };
      last = outcomeOf(await field.call(call));
      if (last.served) return last;
    }
  }
  if (last === undefined) throw new Error('the route table has every method on every path');
  return last;
}

export default {
  id: 'every-method',
  title: 'tries every method on every route',
  owasp: 'API5',
  layer: 'gateway',
  behind: 'service',
  attack: tryAll,
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
} satisfies Drill;
