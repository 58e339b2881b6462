import { cellOrder, layerOrder } from './words';
import type { Cell, Change, Diff, Report, RouteReport } from './types';

/** What changed between two reports, route by route and layer by layer. */
export function diffOf(base: Report, now: Report): Diff {
  const [before, after] = [keyed(base.routes), keyed(now.routes)];
  const both = [...after].flatMap(([key, route]) => {
    const old = before.get(key);
    return old === undefined ? [] : [{ old, route }];
  });
  const changes = both.flatMap(({ old, route }) => changesOf(old, route));
  const only = (routes: Map<string, RouteReport>, others: Map<string, RouteReport>): Diff['newRoutes'] =>
    [...routes].filter(([key]) => !others.has(key)).map(([, { route, api, verdict }]) => ({ route, api, verdict }));
  return {
    lost: changes.filter(change => rank(change.now) < rank(change.before)),
    gained: changes.filter(change => rank(change.now) > rank(change.before)),
    opened: both.flatMap(({ old, route }) => openedOf(old, route)),
    newRoutes: only(after, before),
    goneRoutes: only(before, after),
  };
}

/** By API and route; a second API of the same name with the same route counts on. */
function keyed(routes: readonly RouteReport[]): Map<string, RouteReport> {
  const found = new Map<string, RouteReport>();
  for (const route of routes) {
    let key = `${route.api}\n${route.route}`;
    while (found.has(key)) key += '\n';
    found.set(key, route);
  }
  return found;
}

const notAsked = 'not asked for';

function changesOf(old: RouteReport, route: RouteReport): readonly Change[] {
  return layerOrder.flatMap(layer => {
    const before = old.cells[layer] ?? notAsked;
    const now = route.cells[layer] ?? notAsked;
    return before === now ? [] : [{ route: route.route, api: route.api, layer, before, now }];
  });
}

/** The higher the better. A layer that is no longer asked for is a loss only where it stood. */
const rank = (cell: Cell | typeof notAsked): number =>
  cell === notAsked ? cellOrder.indexOf('waived') - 0.5 : cellOrder.indexOf(cell);

const open = ({ paths }: RouteReport): readonly string[] =>
  paths.filter(({ closed }) => closed === undefined).map(({ through }) => through);

function openedOf(old: RouteReport, { route, api, ...now }: RouteReport): Diff['opened'] {
  const before = new Set(open(old));
  return open({ route, api, ...now })
    .filter(through => !before.has(through))
    .map(through => ({ route, api, through }));
}
