import type { LayerName } from '../../../lib/chain';
import type { DecidedLayer, DecidedPath, DecidedRoute, Decision } from '../decide';
import { locator, type Location } from '../lines';
import type { Where } from '../graph/types';
import type { Policy } from '../policy';
import type { Rule } from '../rule';
import { Findings } from './findings';
import { notices } from './notices';
import type { Cell, Cells, Evidence, Outcome, PathReport, Report, RouteReport } from './types';
import { clean, layerOrder, throughOf, worstCell } from './words';

export interface ReportOptions {
  readonly policy: Policy;
  readonly rules: readonly Rule[];
  /** Every verdict of every rule with its line, the good ones too. */
  readonly evidence?: boolean;
}

/** Draws a decided proof as plain data. */
export function reportOf(decision: Decision, { policy, rules, evidence = false }: ReportOptions): Report {
  const locate = locator();
  const findings = new Findings(rules, locate);
  const pathReport = memo((path: DecidedPath) => pathReportOf(path, evidence ? locate : undefined));
  const routes = decision.routes.map(route => {
    const { verdict, reason, paths } = route;
    if (paths.every(({ layers }) => layers.length === 0))
      findings.route(route, notices.unreached, reason ?? 'no path to it was judged');
    else if (verdict === 'unproven' && reason !== undefined) findings.route(route, notices.rewritten, reason);
    else for (const path of paths) findings.path(route, path);
    return routeReportOf(route, paths.map(pathReport));
  });
  findings.about(decision, policy);
  const { open, waived } = findings.sorted();
  const asked = new Set(routes.flatMap(({ cells }) => Object.keys(cells)));
  return {
    version: 1,
    verdict: outcomeOf(routes, open),
    profile: policy.profile,
    summary: summaryOf(routes),
    layers: layerOrder.filter(layer => asked.has(layer)),
    routes,
    findings: open,
    waived,
    notModelled: decision.notModelled.map(({ where, what, reached }) => ({ what, reached, at: locate(where) })),
  };
}

function outcomeOf(routes: readonly RouteReport[], open: Report['findings']): Outcome {
  if (routes.some(({ verdict }) => verdict === 'gap') || open.some(({ status }) => status !== 'unproven')) return 'gap';
  return open.length > 0 || routes.some(({ verdict }) => verdict === 'unproven') ? 'unproven' : 'complete';
}

function summaryOf(routes: readonly RouteReport[]): Report['summary'] {
  const summary = { routes: routes.length, complete: 0, gap: 0, unproven: 0, public: 0 };
  for (const { verdict } of routes) summary[verdict] += 1;
  return summary;
}

function routeReportOf({ route, api, verdict, reason }: DecidedRoute, paths: readonly PathReport[]): RouteReport {
  const cells: Partial<Record<LayerName, Cell>> = {};
  for (const layer of layerOrder) {
    const cell = worstCell(paths.flatMap(({ cells: { [layer]: found } }) => (found === undefined ? [] : [found])));
    if (cell !== undefined) cells[layer] = cell;
  }
  if (route.publicReason !== undefined && cells.auth !== undefined && cells.auth !== 'stands') cells.auth = 'public';
  return {
    route: clean(route.key),
    api: clean(api),
    stack: route.where.resource.stack.name,
    verdict,
    ...(reason === undefined ? {} : { reason: clean(reason) }),
    ...(cells['client-mtls'] === 'decided' ? { noCertificate: clean(route.noCertificateReason ?? '') } : {}),
    cells,
    paths,
  };
}

function pathReportOf(
  { path, closed, layers }: DecidedPath,
  locate: ((where: Where) => Location) | undefined,
): PathReport {
  const cells: Cells = Object.fromEntries(layers.map(layer => [layer.layer, cellOf(layer)]));
  return {
    through: throughOf(path.hops),
    hops: path.hops.map(({ kind, where: { resource } }) => ({
      kind,
      stack: resource.stack.name,
      logicalId: resource.logicalId,
    })),
    ...(closed?.status === 'stands' ? { closed: clean(closed.says) } : {}),
    cells,
    ...(locate === undefined ? {} : { evidence: layers.flatMap(layer => evidenceOf(layer, locate)) }),
  };
}

const cellOf = ({ status, accepted, decided }: DecidedLayer): Cell =>
  accepted ?? (decided === true ? 'decided' : status);

const evidenceOf = ({ layer, verdicts }: DecidedLayer, locate: (where: Where) => Location): readonly Evidence[] =>
  verdicts.map(({ rule, status, says, where }) => ({ layer, rule, status, says: clean(says), at: locate(where) }));

function memo<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return key => {
    let value = known.get(key);
    if (value === undefined) known.set(key, (value = compute(key)));
    return value;
  };
}
