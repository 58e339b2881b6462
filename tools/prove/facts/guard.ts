import type { Json } from '../json';
import { at } from '../graph/lookups';
import { isObject, type Model, type Resource } from '../model';

/** Settings that only a function with our guard has, the first two of them behind an edge. */
const telling = ['ORIGIN_HOP_AUTHORITIES', 'ORIGIN_HOP_IDENTITY', 'INGRESS'];

const always = [
  'PROFILE',
  'INGRESS',
  'ISSUER',
  'CLIENT_IDS',
  'RESOURCE_SERVER',
  'REVOCATIONS_TABLE',
  'MAX_BODY_BYTES',
] as const;
const behindEdge = ['ORIGIN_HOP_AUTHORITIES', 'ORIGIN_HOP_IDENTITY'] as const;
const withCertificates = ['CERTIFICATES_TABLE'] as const;

export type GuardSetting = (typeof always | typeof behindEdge | typeof withCertificates)[number];

/** What the guard does not start without: behind an edge how it knows that edge, and where callers have certificates their registry. */
export const guardSettings = ({ INGRESS, PROFILE }: Readonly<Record<string, Json>>): readonly GuardSetting[] => [
  ...always,
  ...(INGRESS === 'regional' ? [] : behindEdge),
  ...(PROFILE === 'consumer' ? [] : withCertificates),
];

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
