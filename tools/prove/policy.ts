import { layersOf, type LayerName, type Profile } from '../../lib/chain';
import type { Path } from './graph/types';

/** Which layers a path must have, and what was decided to be otherwise. */
export interface Policy {
  readonly profile: Profile;
  /** Layers required in place of the profile's, by ingress. */
  readonly layers?: { readonly edge: readonly LayerName[]; readonly regional: readonly LayerName[] };
  /** Findings accepted for a time. A waiver that has expired, or that matches nothing, is itself a finding. */
  readonly waivers: readonly Waiver[];
  /** Layers that another team provides (Firewall Manager's web ACL, say). */
  readonly external: readonly { readonly layer: LayerName; readonly reason: string }[];
}

export interface Waiver {
  readonly id: string;
  /** The rule's id. */
  readonly rule: string;
  /** Route key; absent: every route. */
  readonly route?: string;
  readonly reason: string;
  /** ISO date, last day included. */
  readonly expires: string;
}

export const profilePolicy = (profile: Profile): Policy => ({ profile, waivers: [], external: [] });

/** The layers a path must have: those of its ingress, which is what its first hop says. */
export function requiredLayers(policy: Policy, path: Path): readonly LayerName[] {
  const ingress = path.hops[0]?.kind === 'cloudfront' ? 'edge' : 'regional';
  return policy.layers?.[ingress] ?? layersOf(policy.profile, ingress).map(({ name }) => name);
}
