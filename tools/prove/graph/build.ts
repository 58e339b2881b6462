import type { Model, Resource } from '../model';
import { frontedBy } from './cloudfront';
import { doorsOf, isPrivate, maybePrivate } from './direct';
import type { Door } from './door';
import { functionUrls } from './function-url';
import { httpApis } from './http-api';
import { loadBalancerApis } from './load-balancer';
import { orphans } from './orphans';
import { restApis } from './rest-api';
import type { Api, Graph, NotModelled, Path, Route, Unreached } from './types';

/** Builds the graph: every path from an entry point on the internet to a route. */
export function buildGraph(model: Model): Graph {
  const http = httpApis(model);
  const balancers = loadBalancerApis(model);
  const apis = [...http.apis, ...restApis(model)];
  const notModelled: NotModelled[] = [...http.notModelled, ...balancers.notModelled, ...others(model)];
  const unreached: Unreached[] = [...orphans(model)];
  const paths: Path[] = [];
  for (const api of apis) {
    if (isPrivate(model, api.where.resource)) {
      notModelled.push({ where: api.where, what: 'private API', reached: false });
      continue;
    }
    const doubt = maybePrivate(model, api.where.resource);
    const doors = doorsOf(model, api).map(door => (doubt === undefined ? door : { ...door, doubt }));
    for (const route of api.routes) {
      if (isPreflight(route)) continue;
      const found = pathsThrough(model, doors, api, route);
      paths.push(...found);
      if (found.length === 0) unreached.push({ route, api: api.name, reason: noDoor });
    }
  }
  for (const { api, door } of functionUrls(model))
    for (const route of api.routes) paths.push(...pathsThrough(model, [door], api, route));
  for (const { api, door, internal } of balancers.apis)
    for (const route of api.routes)
      paths.push(...pathsThrough(model, [door], api, route).filter(({ hops }) => !internal || hops.length > 1));
  return { paths, apis, unreached, notModelled };
}

const noDoor = 'its default endpoint is off, and no domain of the templates given leads to it';

/** API Gateway answers a CORS preflight by itself: nothing is reached, so nothing has to stand before it. */
const isPreflight = ({ method, integration }: Route): boolean => method === 'OPTIONS' && integration.kind === 'mock';

/** Entry points that nobody follows, said so that nobody takes silence for safety. */
const others = (model: Model): readonly NotModelled[] =>
  Object.entries(notFollowed).flatMap(([type, what]) =>
    model.ofType(type).map(resource => ({ where: { resource }, what, reached: true })),
  );

const notFollowed: Readonly<Record<string, string>> = {
  'AWS::AppSync::GraphQLApi': 'AppSync API',
  'AWS::AppSync::Api': 'AppSync event API',
  'AWS::CloudFront::DistributionTenant': 'distribution tenant, which may set its web ACL aside',
};

/** A door is a path of its own, and one more through every distribution that stands before it. */
function pathsThrough(model: Model, doors: readonly Door[], api: Api, route: Route): readonly Path[] {
  return doors.flatMap(door => {
    const { hop, stage, basePath } = door;
    const path = route.path === '$default' || basePath === '' ? route.path : `/${basePath}${route.path}`;
    const own = { api, stage, route };
    const mapping = hop.kind === 'domain' ? hop.mapping.resource : undefined;
    const places = [hop.where.resource, mapping, api.where.resource, stage?.where.resource, route.where.resource];
    const doubt = door.doubt ?? conditionOf(places);
    const direct: Path = { hops: [hop], ...own, ...(doubt === undefined ? {} : { doubt }) };
    const fronted = frontedBy(model, door, path).map(front => {
      const why = doubt ?? front.doubt ?? conditionOf([front.hop.where.resource]);
      return { hops: [front.hop, hop], ...own, ...(why === undefined ? {} : { doubt: why }) };
    });
    return [...fronted, direct];
  });
}

function conditionOf(resources: readonly (Resource | undefined)[]): string | undefined {
  const open = resources.find(resource => resource?.exists === 'unknown');
  return open === undefined ? undefined : `the condition of ${open.logicalId} cannot be decided`;
}
