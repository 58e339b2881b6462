/** The layers every request walks, in the order it meets them. A layer is the central word of this project. */

export type Profile = 'consumer' | 'managed' | 'partner';
export type Ingress = 'edge' | 'regional';

export interface Layer {
  readonly name: string;
  /** What the layer stops, in words a person on call understands. */
  readonly stops: string;
  /** Where it is provisioned on AWS. */
  readonly on: string;
  /** Profiles in which the layer stands; absent: all of them. */
  readonly profiles?: readonly Profile[];
  /** Ingresses in which the layer stands; absent: both. */
  readonly ingresses?: readonly Ingress[];
  /** Lives outside the account (in the app): nothing to provision, prove or watch here. */
  readonly inApp?: true;
  /** Observes and stops nothing, so no drill can be aimed at it. */
  readonly observer?: true;
}

const layer = <const L extends Layer>(value: L): L => value;

export const layers = [
  layer({
    name: 'pinning',
    stops: "a rogue CA on the device's path",
    on: 'pin configurations generated for Android and iOS',
    inApp: true,
  }),
  layer({
    name: 'tls',
    stops: 'plaintext and old protocols',
    on: 'CloudFront viewer policy, or the API domain policy',
  }),
  layer({
    name: 'client-mtls',
    stops: 'callers without a certificate of ours',
    on: 'CloudFront viewer mTLS, or the truststore of the API domain',
    profiles: ['managed', 'partner'],
  }),
  layer({
    name: 'waf',
    stops: 'floods and known bad input',
    on: 'WAFv2 web ACL: rate-based rules and managed groups',
  }),
  layer({
    name: 'origin-mtls',
    stops: 'walking around the edge',
    on: 'API Gateway custom domain, truststore in S3, execute-api off',
    ingresses: ['edge'],
  }),
  layer({ name: 'gateway', stops: 'unknown routes, oversize, bursts', on: 'API Gateway routes, limits and throttles' }),
  layer({
    name: 'auth',
    stops: 'callers without a valid token and scope',
    on: 'Cognito user pool, JWT authorizer, a scope on every route',
  }),
  layer({
    name: 'service',
    stops: "stolen or replayed tokens, other people's data, bad input",
    on: 'the guard in every Lambda',
  }),
  layer({ name: 'watch', stops: 'silence', on: 'CloudWatch alarms, logs, SNS', observer: true }),
] as const satisfies readonly Layer[];

export type LayerName = (typeof layers)[number]['name'];

/** The layers that a deployment of this profile behind this ingress provisions, in request order. */
export function layersOf(profile: Profile, ingress: Ingress): readonly (Layer & { readonly name: LayerName })[] {
  const all: readonly (Layer & { readonly name: LayerName })[] = layers;
  return all.filter(
    ({ inApp, profiles, ingresses }) =>
      inApp !== true && (profiles?.includes(profile) ?? true) && (ingresses?.includes(ingress) ?? true),
  );
}
