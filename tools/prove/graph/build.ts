import type { Model, Resource } from '../model';
import { frontsOf, hopsFor, leadsThrough, type Front } from './cloudfront';
import { doorsOf, isPrivate, type Door } from './direct';
import { httpApis } from './http-api';
import { loadBalancerApis } from './load-balancer';
import { restApis } from './rest-api';
import { functionUrls } from './function-url';
import type { Api, Graph, NotModelled, Path, Route } from './types';

/** Builds the graph: every path from an entry point on the internet to a route. */
export function buildGraph(model: Model): Graph {
  const http = httpApis(model);
  const apis = [...http.apis, ...restApis(model)];
  const fronts = frontsOf(model);
  const notModelled: NotModelled[] = [
    ...http.notModelled,
    ...model.ofType('AWS::AppSync::GraphQLApi').map(resource => ({ where: { resource }, what: 'AppSync API', reached: true })),
  ];
  const paths: Path[] = [];
  for (const api of apis) {
    if (isPrivate(model, api.where.resource)) {
      notModelled.push({ where: api.where, what: 'private API', reached: false });
      continue;
    }
    for (const route of api.routes) paths.push(...pathsThrough(model, fronts, doorsOf(model, api), api, route));
  }
  for (const { api, door } of [...functionUrls(model), ...loadBalancerApis(model)])
    for (const route of api.routes) paths.push(...pathsThrough(model, fronts, [door], api, route));
  return { paths, apis, notModelled };
}

/** A door is a path of its own, and one more through every distribution that stands before it. */
function pathsThrough(
  model: Model,
  fronts: readonly Front[],
  doors: readonly Door[],
  api: Api,
  route: Route,
): readonly Path[] {
  return doors.flatMap(({ hop, stage, basePath }) => {
    const path = route.path === '$default' || basePath === '' ? route.path : `/${basePath}${route.path}`;
    const fronted = fronts
      .filter(front => leadsThrough(model, front, hop))
      .flatMap(front => hopsFor(front, path))
      .map(front => ({ hops: [front, hop], api, stage, route }));
    return [...fronted, { hops: [hop], api, stage, route }];
  });
}

/** The paths that end in a function, by function: the side doors of each route that it also answers. */
export function byFunction(paths: readonly Path[]): ReadonlyMap<Resource, readonly Path[]> {
  const found = new Map<Resource, Path[]>();
  for (const path of paths) {
    const fn = path.route.integration.function;
    if (fn === undefined) continue;
    const same = found.get(fn);
    if (same === undefined) found.set(fn, [path]);
    else same.push(path);
  }
  return found;
}
