import type { Colors } from './table';
import type { Change, Diff } from './types';
import { count } from './words';

/** What a change took away, for a terminal. */
export function diffLines({ lost, gained, opened, newRoutes, goneRoutes }: Diff, paint: Colors): readonly string[] {
  const change = ({ route, layer, before, now }: Change): string => `  ${route}  ${layer}: ${before} → ${now}`;
  const route = (one: { route: string; verdict: string }): string => `  ${one.route}  ${one.verdict}`;
  const parts: readonly (readonly [string, readonly string[]])[] = [
    [paint.red('this change takes away'), lost.map(change)],
    [paint.red('this change opens'), opened.map(one => `  ${one.route}  via ${one.through}`)],
    [paint.green('this change adds'), gained.map(change)],
    [count(newRoutes.length, 'new route'), newRoutes.map(route)],
    [count(goneRoutes.length, 'route that is gone', 'routes that are gone'), goneRoutes.map(route)],
  ];
  const told = parts.filter(([, lines]) => lines.length > 0).flatMap(([title, lines]) => ['', title, ...lines]);
  return told.length > 0 ? told : ['', paint.dim('this change takes nothing away')];
}
