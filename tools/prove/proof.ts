import type { LayerName } from '../../lib/chain';
import { grouped } from './facts/once-per';
import { buildGraph } from './graph/build';
import type { Graph, NotModelled, Path, Route } from './graph/types';
import type { Model, Resource } from './model';
import { requiredLayers, type Policy } from './policy';
import { closedTo } from './closed';
import { own } from './values';
import { countedOf, sideWays } from './side-ways';
import { worst, type Context, type Rule, type Status, type Verdict } from './rule';

/** What was found about one layer on one path: the worst of what its rules saw, with all of it as evidence. */
export interface LayerResult {
  readonly layer: LayerName;
  readonly status: Status;
  readonly verdicts: readonly (Verdict & { readonly rule: string; readonly threw?: true })[];
  /** It is missing here by a written decision, and so counts as standing. */
  readonly decided?: true;
}

export interface PathResult {
  readonly path: Path;
  /** Only the edge can take it, so its layers are not asked for; says what closes it. */
  readonly closed?: Verdict;
  readonly layers: readonly LayerResult[];
}

type RouteVerdict = 'complete' | 'gap' | 'unproven' | 'public';

export interface RouteResult {
  readonly route: Route;
  readonly api: string;
  readonly verdict: RouteVerdict;
  /** The written reason of a route that is public by decision, or why its templates cannot be taken at their word. */
  readonly reason?: string;
  readonly paths: readonly PathResult[];
}

export interface Proof {
  readonly routes: readonly RouteResult[];
  readonly notModelled: readonly NotModelled[];
}

/** Proves every route of the model: its verdict is that of its weakest path. */
export function prove(model: Model, policy: Policy, rules: readonly Rule[]): Proof {
  const graph = buildGraph(model);
  const context = contextOf(model, graph);
  const byLayer = grouped(rules, ({ layer }) => layer);
  const results = new Map<Path, PathResult>();
  const resultOf = (path: Path): PathResult => {
    let result = results.get(path);
    if (result === undefined) results.set(path, (result = judge(path, policy, byLayer, context)));
    return result;
  };
  const sideOf = sideWays(graph.paths, resultOf);
  const reached = [...grouped(graph.paths, ({ route }) => route)].map(([route, own]): RouteResult => {
    const api = own[0]?.api;
    const paths = [...own.map(resultOf), ...sideOf(route, api)];
    const note = noteOn(paths);
    const verdict = note === undefined ? verdictOf(route, paths) : ({ verdict: 'unproven', reason: note } as const);
    return { route, api: api?.name ?? '', paths, ...verdict };
  });
  const unreached = graph.unreached.map(({ route, api, reason }): RouteResult => ({
    route,
    api,
    verdict: 'unproven',
    reason,
    paths: [],
  }));
  return { routes: [...reached, ...unreached], notModelled: graph.notModelled };
}

function contextOf(model: Model, graph: Graph): Context {
  const memo = new Map<string, Map<Resource, unknown>>();
  return {
    model,
    graph,
    properties: resource => model.properties(resource),
    once: <T>(rule: string, subject: Resource, compute: () => T): T => {
      let ofRule = memo.get(rule);
      if (ofRule === undefined) memo.set(rule, (ofRule = new Map()));
      if (!ofRule.has(subject)) ofRule.set(subject, compute());
      return ofRule.get(subject) as T;
    },
  };
}

function judge(
  path: Path,
  policy: Policy,
  rules: ReadonlyMap<LayerName, readonly Rule[]>,
  context: Context,
): PathResult {
  const closed = closedTo(path, context);
  if (closed?.status === 'stands') return { path, closed, layers: [] };
  const doubt = path.doubt ?? (closed?.status === 'unproven' ? closed.says : undefined);
  const layers = requiredLayers(policy, path).map(layer => {
    const found = (rules.get(layer) ?? []).flatMap(rule => ask(rule, path, context));
    const verdicts = doubt === undefined ? found : doubted(layer, found, path, doubt);
    return withoutCertificate(path, { layer, status: worst(verdicts.map(({ status }) => status)), verdicts });
  });
  return { path, layers, ...(closed === undefined ? {} : { closed }) };
}

/** Who enrols has no certificate yet. That holds for a route that asks for a token, and excuses nothing that is there and weak. */
function withoutCertificate({ route }: Path, result: LayerResult): LayerResult {
  const { noCertificateReason: reason, authorization } = route;
  if (result.layer !== 'client-mtls' || result.status !== 'missing' || reason === undefined) return result;
  if (authorization.kind === 'none' || authorization.kind === 'unknown') return result;
  if (result.verdicts.some(({ status }) => status === 'weak' || status === 'unproven')) return result;
  const verdicts = result.verdicts.map(verdict =>
    verdict.status === 'missing' ? { ...verdict, status: 'stands' as const, says: `by decision: ${reason}` } : verdict,
  );
  return { ...result, status: 'stands', verdicts, decided: true };
}

/** What is missing on a way that may not be there is neither a gap nor a pass. */
function doubted(layer: LayerName, found: LayerResult['verdicts'], path: Path, doubt: string): LayerResult['verdicts'] {
  const where = path.hops[0]?.where ?? path.route.where;
  if (found.length === 0)
    return [{ status: 'unproven', where, says: `nothing here provides it, and ${doubt}`, rule: `${layer}/absent` }];
  return found.map(verdict =>
    verdict.status === 'missing' || verdict.status === 'weak'
      ? { ...verdict, status: 'unproven', says: `${verdict.says}, and ${doubt}` }
      : verdict,
  );
}

/** A rule that throws has not looked, so what it should have seen is unproven, never a pass. */
function ask(rule: Rule, path: Path, context: Context): LayerResult['verdicts'] {
  try {
    return rule.check(path, context).map(verdict => {
      const { status, where, says } = settled(verdict, path);
      return { status, where, says, rule: rule.id };
    });
  } catch (error) {
    const says = `the rule failed: ${error instanceof Error ? error.message : String(error)}`;
    return [{ status: 'unproven', where: path.route.where, says, rule: rule.id, threw: true }];
  }
}

/**
 * A resource whose condition hangs on a parameter without a value may not be there at all, while the path that it should
 * protect is. Where the path hangs on that same condition, it is there or neither is.
 */
function settled(verdict: Verdict, path: Path): Verdict {
  const { resource } = verdict.where;
  if (verdict.status !== 'stands' || resource.exists !== 'unknown') return verdict;
  const together = [...path.hops, path.api, path.route].some(
    ({ where }) =>
      where.resource === resource ||
      (where.resource.stack === resource.stack && conditionOf(where.resource) === conditionOf(resource)),
  );
  return together
    ? verdict
    : { ...verdict, status: 'unproven', says: `the condition of ${resource.logicalId} cannot be decided` };
}

const conditionOf = ({ stack, logicalId }: Resource): unknown =>
  own(own(stack.template.Resources, logicalId), 'Condition');

/** What a macro may rewrite proves nothing, neither that a layer stands nor that it is missing. */
function noteOn(paths: readonly PathResult[]): string | undefined {
  for (const { path } of paths) {
    const places = [...path.hops.map(({ where }) => where), path.api.where, path.route.where];
    const resources = [...places.map(({ resource }) => resource), path.route.integration.function];
    for (const stack of new Set(resources.map(resource => resource?.stack))) {
      const note = stack?.notes[0];
      if (note !== undefined) return `${stack?.name}: ${note}`;
    }
  }
  return undefined;
}

export function verdictOf(
  { publicReason }: Route,
  paths: readonly PathResult[],
): Pick<RouteResult, 'verdict' | 'reason'> {
  const statuses = paths.flatMap(countedOf);
  if (statuses.includes('missing') || statuses.includes('weak')) return { verdict: 'gap' };
  if (statuses.includes('unproven') || statuses.length === 0) return { verdict: 'unproven' };
  return publicReason === undefined ? { verdict: 'complete' } : { verdict: 'public', reason: publicReason };
}
