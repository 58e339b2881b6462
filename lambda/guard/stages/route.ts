import type { Stage } from '../call';
import { Problem } from '../problem';
import { routeKey, type Route } from '../routes';

/** Finds the row of the route table. A route the gateway has and this service does not is refused, `$default` included. */
export function route(rows: readonly Route[]): Stage {
  const table = new Map(rows.map(row => [routeKey(row), row]));
  if (table.size === 0 || table.size !== rows.length) throw new Error('route: takes one row or more, each once');

  return async function routeStage({ routeKey: key }) {
    const row = table.get(key);
    if (row === undefined) throw new Problem({ status: 404, code: 'route_unknown', detail: 'There is no such route.' });
    return { row };
  };
}
