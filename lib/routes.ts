import { isPublic, isServed, routeKey, type Route } from '../lambda/guard/routes';
import { routes as accounts } from '../lambda/accounts/routes';
import { routes as appLinks } from '../lambda/app-links/routes';
import { routes as devices } from '../lambda/devices/routes';
import { routes as sessions } from '../lambda/sessions/routes';
import { routes as transfers } from '../lambda/transfers/routes';
import type { Ingress, Profile } from './chain';

/** A row together with the service (the folder under `lambda/`) that answers it. */
export type ServiceRoute = Route & { readonly service: string };

/** Every service and its rows. A new service is one line here. */
export const services: Readonly<Record<string, readonly Route[]>> = {
  'app-links': appLinks,
  accounts,
  devices,
  sessions,
  transfers,
};

/** What decides which rows there are. A configuration is one. */
export interface Setup {
  readonly profile: Profile;
  readonly ingress: Ingress;
  /** Absent, the service of that name has nothing to say and is not there. */
  readonly appLinks?: object | undefined;
}

/** What the enrolment door puts in front of every path. */
export const enrolmentPath = '/enrolment';

/** The whole route table: every row of every service, whichever profile it is for. Throws a plain Error that names the row. */
export const routeTable: readonly ServiceRoute[] = checked(
  Object.entries(services).flatMap(([service, rows]) => rows.map(row => ({ ...row, service }))),
);

/** The rows that this profile behind this ingress provisions. */
export const routesOf = ({ profile, ingress, appLinks }: Setup): readonly ServiceRoute[] =>
  routeTable.filter(row => isServed(row, profile, ingress) && (row.service !== 'app-links' || appLinks !== undefined));

/** The paths that anybody may ask for, up to their first parameter. */
export const publicPathsOf = (setup: Setup): readonly string[] =>
  routesOf(setup).flatMap(row => (isPublic(row) ? [row.path.replace(/\{.*$/, '')] : []));

/** The services that have a row there, by name, with those rows. */
export function servicesOf(setup: Setup): ReadonlyMap<string, readonly ServiceRoute[]> {
  const rows = routesOf(setup);
  const present = Object.keys(services).filter(name => rows.some(({ service }) => service === name));
  return new Map(present.map(name => [name, rows.filter(({ service }) => service === name)]));
}

/** The scopes the resource server declares there, sorted, without its prefix. */
export const scopesOf = (setup: Setup): readonly string[] =>
  [...new Set(routesOf(setup).flatMap(row => (isPublic(row) ? [] : [row.scope])))].sort();

/** A scope as it stands in a token: `wallet/accounts.read`; without a prefix where an issuer of one's own gives none. */
export const tokenScope = (resourceServer: string | undefined, scope: string): string =>
  resourceServer === undefined ? scope : `${resourceServer}/${scope}`;

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
    // Only the edge of managed devices has that second door.
    if (row.door === 'enrol' && (row.profiles?.join() !== 'managed' || row.ingresses?.join() !== 'edge'))
      refuse("door: 'enrol' takes profiles: ['managed'] and ingresses: ['edge']");
    // That door puts the prefix in front of every path: no other route can be reached through it, and none of these without.
    if ((row.door === 'enrol') !== row.path.startsWith(`${enrolmentPath}/`))
      refuse(`door: 'enrol' and a path under ${enrolmentPath}/ go together`);
    const { rate, burst } = row.throttle;
    if (!(rate > 0 && Number.isInteger(burst) && burst >= 1))
      refuse(`throttle: got rate ${rate}, burst ${burst}; takes a rate over 0 and a whole burst of 1 or more`);
  }
  return rows;
}
