import type { Json } from '../json';
import { at, list, text } from '../graph/lookups';
import { target, unknownIn } from '../marks';
import { isObject, type Model } from '../model';

/** What a behaviour keeps and what it sends on, read from its policies: ours, and those that AWS manages (by id). */

/** Whether answers are kept, and whether the token is part of what they are kept under. */
export interface Caching {
  /** `asked`: only where the origin says that an answer may be kept. */
  readonly keeps: 'never' | 'asked' | 'always' | 'unknown';
  readonly byToken: boolean;
  /** The property that decides: `CachePolicyId`, `ForwardedValues`. */
  readonly property: string;
}

/** CloudFront developer guide, "Use managed cache policies". */
const managedCaching: Readonly<Record<string, Omit<Caching, 'property'>>> = {
  '4135ea2d-6df8-44a3-9df3-4b5a84be39ad': { keeps: 'never', byToken: false }, // CachingDisabled
  '658327ea-f89d-4fab-a63d-7e88639e58f6': { keeps: 'always', byToken: false }, // CachingOptimized
  'b2884449-e4de-46a7-ac36-70bc7f1ddd6d': { keeps: 'always', byToken: false }, // CachingOptimizedForUncompressedObjects
  '08627262-05a9-4f76-9ded-b50ca2e3a84f': { keeps: 'always', byToken: false }, // Elemental-MediaPackage
  '2e54312d-136d-493c-8eb9-b001f22f67d2': { keeps: 'always', byToken: true }, // Amplify
  '83da9c7e-98b4-4e11-a168-04f0df8e2c65': { keeps: 'asked', byToken: false }, // UseOriginCacheControlHeaders
  '4cc15a8a-d715-48a4-82b8-cc0b614638fe': { keeps: 'asked', byToken: false }, // … with query strings
};

export function cachingOf(model: Model, behaviour: Readonly<Record<string, Json>>): Caching {
  const id = behaviour['CachePolicyId'];
  if (id === undefined) return legacyCaching(behaviour);
  const property = 'CachePolicyId';
  const unknown: Caching = { keeps: 'unknown', byToken: false, property };
  if (unknownIn(id) !== undefined) return unknown;
  const policy = target(model, id);
  if (policy === undefined) return { ...unknown, ...managedCaching[text(id) ?? ''] };
  const config = model.properties(policy)['CachePolicyConfig'];
  if (unknownIn(config) !== undefined) return unknown;
  const most = Number(at(config, 'MaxTTL') ?? 31_536_000);
  const least = Number(at(config, 'MinTTL') ?? 0);
  const usual = Number(at(config, 'DefaultTTL') ?? 86_400);
  const headers = list(at(config, 'ParametersInCacheKeyAndForwardedToOrigin.HeadersConfig.Headers'));
  return { keeps: keeping(least, usual, most), byToken: headers.some(isToken), property };
}

/** Behaviours without a policy: the TTLs stand in the behaviour, a day unless written otherwise. */
function legacyCaching(behaviour: Readonly<Record<string, Json>>): Caching {
  const property = 'ForwardedValues';
  if (unknownIn(behaviour[property]) !== undefined) return { keeps: 'unknown', byToken: false, property };
  const [least, usual, most] = [
    Number(behaviour['MinTTL'] ?? 0),
    Number(behaviour['DefaultTTL'] ?? 86_400),
    Number(behaviour['MaxTTL'] ?? 31_536_000),
  ];
  const headers = list(at(behaviour[property], 'Headers'));
  // Forwarding every header switches the cache off.
  if (headers.includes('*')) return { keeps: 'never', byToken: true, property };
  return { keeps: keeping(least, usual, most), byToken: headers.some(isToken), property };
}

const keeping = (least: number, usual: number, most: number): Caching['keeps'] =>
  most === 0 ? 'never' : least === 0 && usual === 0 ? 'asked' : 'always';

const isToken = (header: Json): boolean => text(header)?.toLowerCase() === 'authorization';

/** Origin request policies that send every header of the viewer: AllViewer and its kin. */
const everyHeader = new Set([
  '216adef6-5c7f-47e4-b989-5492eafa07d3', // AllViewer
  'b689b0a8-53d0-40ab-baf2-68738e2966ac', // AllViewerExceptHostHeader
  '33f36d7e-f396-46d9-90e0-52428a34d9dc', // AllViewerAndCloudFrontHeaders-2022-06
]);
const someHeaders = new Set([
  '59781a5b-3903-41f3-afcb-af62929ccde1', // CORS-CustomOrigin
  '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf', // CORS-S3Origin
  '775133bc-15f2-49f9-abea-afb2e0bf67d2', // Elemental-MediaTailor-PersonalizedManifests
  'acba4595-bd28-49b8-b9fe-13317c0390fa', // UserAgentRefererHeaders
  'bf0718e1-ba1e-49d1-88b1-f726733018ae', // HostHeaderOnly
]);

/** Whether the Authorization header reaches the origin. */
export function forwardsToken(model: Model, behaviour: Readonly<Record<string, Json>>): boolean | 'unknown' {
  const caching = cachingOf(model, behaviour);
  if (caching.byToken) return true;
  const id = behaviour['OriginRequestPolicyId'];
  // Without policies CloudFront forwards Authorization only where it is listed.
  if (id === undefined || id === '') return caching.keeps === 'unknown' ? 'unknown' : false;
  if (unknownIn(id) !== undefined) return 'unknown';
  const policy = target(model, id);
  if (policy === undefined) {
    const written = text(id) ?? '';
    return everyHeader.has(written) ? true : someHeaders.has(written) ? false : 'unknown';
  }
  const headers = at(model.properties(policy)['OriginRequestPolicyConfig'], 'HeadersConfig');
  if (!isObject(headers) || unknownIn(headers) !== undefined) return 'unknown';
  const behaviourOf = text(headers['HeaderBehavior']);
  if (behaviourOf === 'allExcept') return !list(headers['Headers']).some(isToken);
  return behaviourOf === 'allViewer' || behaviourOf === 'allViewerAndWhitelistCloudFront';
}
