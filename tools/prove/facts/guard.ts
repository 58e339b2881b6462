import type { Json } from '../json';
import { at } from '../graph/lookups';
import { isObject, type Model, type Resource } from '../model';

/** Settings that only a function with our guard has, the first two of them behind an edge. */
const telling = ['ORIGIN_HOP_AUTHORITIES', 'ORIGIN_HOP_IDENTITY', 'INGRESS'];

const always = ['PROFILE', 'INGRESS', 'ISSUER', 'CLIENT_IDS', 'REVOCATIONS_TABLE', 'MAX_BODY_BYTES'] as const;
const behindEdge = ['ORIGIN_HOP_AUTHORITIES', 'ORIGIN_HOP_IDENTITY'] as const;
const withCertificates = ['CERTIFICATES_TABLE'] as const;
const withProofs = ['PUBLIC_ORIGIN'] as const;
const ofUserPool = ['RESOURCE_SERVER'] as const;
const ofOwnIssuer = ['AUDIENCE', 'SCOPE_CLAIM', 'CLIENT_CLAIM', 'USER_CLAIM'] as const;

export type GuardSetting = (
  | typeof always
  | typeof behindEdge
  | typeof withCertificates
  | typeof withProofs
  | typeof ofUserPool
  | typeof ofOwnIssuer
)[number];

/** What the guard does not start without: behind an edge how it knows that edge, and where callers have certificates their registry. */
export const guardSettings = (guard: Readonly<Record<string, Json>>): readonly GuardSetting[] => [
  ...always,
  ...tokenSettings(guard),
  ...(guard['INGRESS'] === 'regional' ? [] : behindEdge),
  ...(guard['PROFILE'] === 'consumer' ? [] : withCertificates),
  // Of a proof of possession the guard asks which address it was made for.
  ...('PROOFS_TABLE' in guard ? withProofs : []),
];

/** Cognito's tokens have no audience. Those of another issuer have, and claims with other names. */
function tokenSettings(guard: Readonly<Record<string, Json>>): readonly GuardSetting[] {
  if (!('AUDIENCE' in guard)) return ofUserPool;
  return 'RESOURCE_SERVER' in guard ? [...ofOwnIssuer, ...ofUserPool] : ofOwnIssuer;
}

/** A function's environment variables. */
export function environmentOf(model: Model, fn: Resource): Readonly<Record<string, Json>> {
  const variables = at(model.properties(fn), 'Environment.Variables');
  return isObject(variables) ? variables : {};
}

/** The environment of a function that runs our guard; undefined for any other. */
export function guardOf(model: Model, fn: Resource | undefined): Readonly<Record<string, Json>> | undefined {
  if (fn === undefined) return undefined;
  const variables = environmentOf(model, fn);
  return telling.some(name => name in variables) ? variables : undefined;
}
