import { isPublic, routeKey, type Route } from '../lambda/guard/routes';
import { routes as accounts } from '../lambda/accounts/routes';
import { routes as transfers } from '../lambda/transfers/routes';

/** A row together with the service (the folder under `lambda/`) that answers it. */
export type ServiceRoute = Route & { readonly service: string };

/** Every service and its rows. A new service is one line here. */
export const services: Readonly<Record<string, readonly Route[]>> = { accounts, transfers };

/** The route table: every row of every service, checked. Throws a plain Error that names the row. */
export const routeTable: readonly ServiceRoute[] = checked(
  Object.entries(services).flatMap(([service, rows]) => rows.map(row => ({ ...row, service }))),
);

/** The scopes the resource server declares, sorted, without its prefix. */
export const scopes: readonly string[] = [
  ...new Set(routeTable.flatMap(row => (isPublic(row) ? [] : [row.scope]))),
].sort();

/** Refuses a table in which two rows answer one request, or a row lacks its scope, reason or throttle. */
export function checked(rows: readonly ServiceRoute[]): readonly ServiceRoute[] {
  const seen = new Map<string, string>();
  for (const row of rows) {
    const key = routeKey(row);
    const refuse = (what: string): never => {
      throw new Error(`lambda/${row.service}/routes.ts: ${key}: ${what}`);
    };
    // API Gateway matches on shape, so two names for one parameter are the same route.
    const shape = key.replaceAll(/\{[^}]+\}/g, '{}');
    const other = seen.get(shape);
    if (other !== undefined) refuse(`the same route as ${other}; every method and path is answered once`);
    seen.set(shape, `${key} of ${row.service}`);

    if (!/^(?:\/(?:[a-z0-9._-]+|\{[a-zA-Z]\w*\}))+$/.test(row.path))
      refuse(`the path takes lower-case segments and {parameters}, no greedy one`);
    if (isPublic(row)) {
      if (row.reason.trim().length < 20) refuse('auth: null takes a written reason (20 characters or more)');
    } else if (!/^[a-z]+(?:\.[a-z]+)+$/.test(row.scope)) {
      refuse(`scope: got ${JSON.stringify(row.scope)}, takes a dotted name such as accounts.read`);
    }
    const { rate, burst } = row.throttle;
    if (!(rate > 0 && Number.isInteger(burst) && burst >= 1))
      refuse(`throttle: got rate ${rate}, burst ${burst}; takes a rate over 0 and a whole burst of 1 or more`);
  }
  return rows;
}
