import { grouped, oncePer } from '../facts/once-per';
import { at } from '../graph/lookups';
import type { Graph, Path } from '../graph/types';
import { unknownIn } from '../marks';
import { unproven, weak, type Rule } from '../rule';

/** No other address of the API goes around the distribution or the mTLS domain that stands before it. */
export const gatewayNoWayAround: Rule = {
  id: 'gateway/no-way-around',
  layer: 'gateway',
  reason:
    "Everything that stands at the edge or at a domain is for nothing when the API also answers on another address: the execute-api endpoint's is in every DNS log and SDK.",
  fix: 'Set DisableExecuteApiEndpoint on the API; give every domain that a distribution uses as its origin MutualTlsAuthentication with a truststore of its own; AuthType AWS_IAM and an origin access control for function URLs.',
  check(path, context) {
    const [entry] = path.hops;
    if (entry === undefined || entry.kind === 'cloudfront') return [];
    const others = doors(context.graph).get(path.api.where.resource) ?? [];
    const around = others.find(
      ({ hops: [front, behind] }) => front?.kind === 'cloudfront' && behind?.kind === entry.kind,
    );
    const where = entry.where;
    const off = context.properties(path.api.where.resource)['DisableExecuteApiEndpoint'];
    const undecided = entry.kind === 'default-endpoint' ? unknownIn(off) : undefined;
    const guarded = guardedDoor(path, others);
    if (around === undefined && guarded === undefined) return [];
    if (undecided !== undefined) return [unproven(where, undecided)];
    const name = (around ?? guarded)?.hops[0]?.where.resource.logicalId ?? '';
    return [weak(where, `${what(entry.kind)} goes around ${name}`)];
  },
};

const what = (kind: string): string => (kind === 'default-endpoint' ? 'the execute-api endpoint' : `this ${kind}`);

/** A door of the same API that is guarded by a distribution, or by a certificate the default endpoint does not ask for. */
function guardedDoor({ hops: [entry] }: Path, others: readonly Path[]): Path | undefined {
  const front = others.find(({ hops: [first] }) => first?.kind === 'cloudfront');
  if (front !== undefined) return front;
  return entry?.kind === 'default-endpoint'
    ? others.find(
        ({ hops: [first] }) =>
          first?.kind === 'domain' && at(first.properties, 'MutualTlsAuthentication') !== undefined,
      )
    : undefined;
}

/** One path by each door of an API: its first hop, and how it goes on. */
const doors = oncePer((graph: Graph) => {
  const seen = new Set<string>();
  const distinct = graph.paths.filter(({ api, hops }) => {
    const key = [api.where.resource.key, ...hops.map(({ where }) => where.resource.key)].join(' ');
    return !seen.has(key) && seen.add(key);
  });
  return grouped(distinct, ({ api }) => api.where.resource);
});
