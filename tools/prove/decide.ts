import type { NotModelled } from './graph/types';
import { hasExpired, providedFor, type Policy, type Waiver } from './policy';
import { verdictOf, type LayerResult, type PathResult, type Proof, type RouteResult } from './proof';
import { worst, type Verdict } from './rule';

/** What a policy decided about a proof: findings waived for a time, layers that another team provides. */

export interface Decision {
  readonly routes: readonly DecidedRoute[];
  readonly notModelled: readonly (NotModelled & { readonly waiver?: Waiver })[];
  readonly waivers: readonly WaiverUse[];
}

export interface DecidedRoute extends Omit<RouteResult, 'paths'> {
  readonly paths: readonly DecidedPath[];
}

export interface DecidedPath extends Omit<PathResult, 'layers'> {
  readonly layers: readonly DecidedLayer[];
}

/** `status` is what counts: an accepted layer stands, and `accepted` says by whose word. */
export interface DecidedLayer extends Omit<LayerResult, 'verdicts'> {
  readonly verdicts: readonly Found[];
  readonly accepted?: 'waived' | 'external';
}

export type Found = LayerResult['verdicts'][number] & { readonly waiver?: Waiver };

interface WaiverUse {
  readonly waiver: Waiver;
  readonly state: 'used' | 'unmatched' | 'expired';
}

/** What an entry point that the proof does not follow is waived as. */
export const notModelledRule = 'entry/not-modelled';

/** The rule id of a layer about which no rule said anything. */
export const absent = (layer: string): string => `${layer}/absent`;

/** Applies a policy's waivers and external layers to a proof. `today` decides which waivers still hold. */
export function decide(proof: Proof, policy: Policy, today: Date): Decision {
  const used = new Set<Waiver>();
  const current = policy.waivers.filter(waiver => !hasExpired(waiver, today));
  const waiverFor = (rule: string, route: string | undefined): Waiver | undefined => {
    const found = current.find(
      waiver => waiver.rule === rule && (waiver.route === undefined || waiver.route === route),
    );
    if (found !== undefined) used.add(found);
    return found;
  };
  const untouched = current.length === 0 && policy.external.length === 0;
  const routes = untouched ? proof.routes : proof.routes.map(route => decideRoute(route, policy, waiverFor));
  const notModelled = proof.notModelled.map(entry => {
    const waiver = entry.reached ? waiverFor(notModelledRule, undefined) : undefined;
    return waiver === undefined ? entry : { ...entry, waiver };
  });
  const waivers = policy.waivers.map((waiver): WaiverUse => ({
    waiver,
    state: hasExpired(waiver, today) ? 'expired' : used.has(waiver) ? 'used' : 'unmatched',
  }));
  return { routes, notModelled, waivers };
}

type WaiverFor = (rule: string, route: string | undefined) => Waiver | undefined;

function decideRoute(result: RouteResult, policy: Policy, waiverFor: WaiverFor): DecidedRoute {
  const paths = result.paths.map((path): DecidedPath => ({
    ...path,
    layers: path.layers.map(layer => decideLayer(layer, path, result, policy, waiverFor)),
  }));
  // Templates that a macro rewrites prove nothing, whatever a policy says about single findings.
  const noted = result.verdict === 'unproven' && result.reason !== undefined;
  return { ...result, paths, ...(noted ? {} : verdictOf(result.route, paths)) };
}

function decideLayer(
  result: LayerResult,
  { path }: PathResult,
  { route }: RouteResult,
  policy: Policy,
  waiverFor: WaiverFor,
): DecidedLayer {
  if (result.status === 'stands') return result;
  const external = providedFor(policy, result.layer, path);
  if (external !== undefined) {
    const says = `provided outside these templates: ${external.reason}`;
    return {
      layer: result.layer,
      status: 'stands',
      accepted: 'external',
      verdicts: [{ status: 'stands', where: path.route.where, says, rule: 'policy/external' }],
    };
  }
  const verdicts = whole(result, path.hops[0]?.where ?? path.route.where).map((found): Found => {
    const waiver = found.status === 'stands' || found.threw === true ? undefined : waiverFor(found.rule, route.key);
    return waiver === undefined ? found : { ...found, waiver };
  });
  const status = worst(verdicts.map(found => (found.waiver === undefined ? found.status : 'stands')));
  return { ...result, status, verdicts, ...(status === 'stands' ? { accepted: 'waived' as const } : {}) };
}

/** The verdicts of a layer; where no rule said anything, the one that says so. */
export function whole({ layer, verdicts }: LayerResult | DecidedLayer, where: Verdict['where']): readonly Found[] {
  return verdicts.length > 0
    ? verdicts
    : [{ status: 'missing', where, says: `nothing on this path provides ${layer}`, rule: absent(layer) }];
}
