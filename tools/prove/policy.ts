import { layersOf, type LayerName, type Profile } from '../../lib/chain';
import type { Hop, Path } from './graph/types';
import type { Source } from './model';

/** Which layers a path must have, and what was decided to be otherwise. */
export interface Policy {
  readonly profile: Profile;
  /** Layers required in place of the profile's, by ingress. */
  readonly layers?: { readonly edge: readonly LayerName[]; readonly regional: readonly LayerName[] };
  /** Findings accepted for a time. A waiver that has expired, or that matches nothing, is itself a finding. */
  readonly waivers: readonly Waiver[];
  /** Layers that another team provides (Firewall Manager's web ACL, say). */
  readonly external: readonly External[];
  /** The file it was read from, so that a finding about a waiver can name its line. */
  readonly source?: Source;
}

export interface Waiver {
  readonly id: string;
  /** The id of the rule whose finding is accepted. */
  readonly rule: string;
  /** Route key; absent: every route. */
  readonly route?: string;
  readonly reason: string;
  /** ISO date, last day included (UTC). */
  readonly expires: string;
}

export interface External {
  readonly layer: LayerName;
  readonly reason: string;
}

export const profilePolicy = (profile: Profile): Policy => ({ profile, waivers: [], external: [] });

/** The layers a path must have: those of its ingress, which is what its first hop says. */
export function requiredLayers(policy: Policy, path: Path): readonly LayerName[] {
  const ingress = path.hops[0]?.kind === 'cloudfront' ? 'edge' : 'regional';
  return policy.layers?.[ingress] ?? layersOf(policy.profile, ingress).map(({ name }) => name);
}

/**
 * What another team provides for this layer on this path. Nobody can attach a web ACL to an HTTP API or a function URL,
 * so "Firewall Manager does it" never excuses the way around the edge.
 */
export function providedFor(policy: Policy, layer: LayerName, { hops: [entry], api }: Path): External | undefined {
  const attachable: readonly (Hop['kind'] | undefined)[] = ['cloudfront', 'load-balancer'];
  if (layer === 'waf' && api.kind !== 'rest' && !attachable.includes(entry?.kind)) return undefined;
  return policy.external.find(external => external.layer === layer);
}

/** A waiver holds until the end of its last day, everywhere on earth the same: in UTC. */
export const hasExpired = ({ expires }: Waiver, today: Date): boolean => today.toISOString().slice(0, 10) > expires;
