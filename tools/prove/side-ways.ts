import { grouped } from './facts/once-per';
import type { Api, Path, Route } from './graph/types';
import type { Resource } from './model';
import type { PathResult } from './proof';
import type { Status } from './rule';

/**
 * The ways around an API to a route's function: its function URL, a load balancer, a second API. A function that answers
 * many routes over there is one way, its weakest: all of them end in the same code.
 */
export function sideWays(
  paths: readonly Path[],
  resultOf: (path: Path) => PathResult,
): (route: Route, api: Api | undefined) => readonly PathResult[] {
  const byEnd = grouped(paths, path => path.route.integration.function);
  const weakest = new Map<Resource, ReadonlyMap<Api, PathResult>>();
  const weakestOf = (fn: Resource): ReadonlyMap<Api, PathResult> => {
    let found = weakest.get(fn);
    if (found === undefined) {
      const ways = new Map<Api, PathResult>();
      for (const path of byEnd.get(fn) ?? []) {
        const [result, known] = [resultOf(path), ways.get(path.api)];
        if (known === undefined || weakness(result) > weakness(known)) ways.set(path.api, result);
      }
      weakest.set(fn, (found = ways));
    }
    return found;
  };
  return (route, api) => {
    const fn = route.integration.function;
    if (fn === undefined) return [];
    return [...weakestOf(fn)].filter(([other]) => other !== api).map(([, result]) => result);
  };
}

/** One gap outweighs any number of doubts. */
const weakness = (result: PathResult): number =>
  countedOf(result).reduce((sum, status) => sum + (status === 'stands' ? 0 : status === 'unproven' ? 1 : 100), 0);

/** What counts on a path: every layer, but for the token of a route that is public by decision. */
export const countedOf = ({ path: { route }, layers }: Pick<PathResult, 'path' | 'layers'>): readonly Status[] =>
  layers.filter(({ layer }) => route.publicReason === undefined || layer !== 'auth').map(({ status }) => status);
