import { LocalError, type World } from '../types';
import type { BehaviourConfig } from './distribution-schema';
import { isMadeByCloudFront, namesMadeByCloudFront } from './forwarding';
import type { EdgeFunction } from './functions/runtime';
import type { Origin } from './origin';
import { refuseCaching } from './policies/cache';
import {
  managedOriginRequestPolicy,
  nothingOfTheViewer,
  originRequestPolicy,
  type OriginRequestPolicy,
} from './policies/origin-request';
import { responseHeadersPolicy, type ResponseHeadersPolicy } from './policies/response-headers';
import type { Shelf } from './shelf';

/** A cache behaviour: what happens to requests whose path its pattern matches. */
export interface Behaviour {
  readonly matches: (path: string) => boolean;
  readonly viewerProtocol: BehaviourConfig['ViewerProtocolPolicy'];
  readonly methods: ReadonlySet<string>;
  readonly origin: Origin;
  readonly forward: OriginRequestPolicy;
  readonly responseHeaders: ResponseHeadersPolicy;
  readonly onRequest: EdgeFunction | undefined;
  readonly onResponse: EdgeFunction | undefined;
  readonly notModelled: readonly string[];
}

/** Compiles a behaviour with everything it refers to. */
export async function behaviourOf(
  world: World,
  shelf: Shelf,
  origins: ReadonlyMap<string, Origin>,
  config: BehaviourConfig & { readonly PathPattern: string },
): Promise<Behaviour> {
  const { PathPattern, TargetOriginId, OriginRequestPolicyId, ResponseHeadersPolicyId } = config;
  const origin = origins.get(TargetOriginId);
  if (origin === undefined)
    throw new LocalError(
      `behaviour ${PathPattern}: TargetOriginId: got ${TargetOriginId}, takes one of: ${[...origins.keys()].join(', ')}`,
    );
  refuseCaching(config.CachePolicyId, await propertiesOf(world, config.CachePolicyId));
  const forward = await forwardPolicy(world, OriginRequestPolicyId);
  for (const name of forward.added)
    if (!isMadeByCloudFront(name))
      throw new LocalError(
        `origin request policy: got ${name}, takes of CloudFront's headers: ${namesMadeByCloudFront().join(', ')}`,
      );
  const ofTemplate = ResponseHeadersPolicyId && (await propertiesOf(world, ResponseHeadersPolicyId));
  return {
    matches: pathMatcher(PathPattern),
    viewerProtocol: config.ViewerProtocolPolicy,
    methods: new Set(config.AllowedMethods),
    origin,
    forward,
    responseHeaders: ofTemplate ? responseHeadersPolicy(ofTemplate) : headers => headers,
    onRequest: await associated(shelf, config, 'viewer-request'),
    onResponse: await associated(shelf, config, 'viewer-response'),
    notModelled:
      ResponseHeadersPolicyId === undefined || ofTemplate !== undefined
        ? []
        : [`managed response headers policy ${ResponseHeadersPolicyId}`],
  };
}

/** The properties of a resource of these templates, or undefined where the identity is not one (a managed policy's id). */
async function propertiesOf(world: World, identity: string): Promise<unknown> {
  const resource = world.byIdentity(identity);
  return resource && world.resolve(resource.stack, resource.properties);
}

async function forwardPolicy(world: World, id: string | undefined): Promise<OriginRequestPolicy> {
  if (id === undefined) return nothingOfTheViewer;
  const ofTemplate = await propertiesOf(world, id);
  return ofTemplate === undefined ? managedOriginRequestPolicy(id) : originRequestPolicy(ofTemplate);
}

async function associated(
  shelf: Shelf,
  { FunctionAssociations }: BehaviourConfig,
  eventType: 'viewer-request' | 'viewer-response',
): Promise<EdgeFunction | undefined> {
  const arn = FunctionAssociations.find(({ EventType }) => EventType === eventType)?.FunctionARN;
  return arn === undefined ? undefined : shelf.function(arn);
}

/** Path patterns know `*` and `?`; the slash at the front is optional (CloudFront developer guide, PathPattern). */
export function pathMatcher(pattern: string): (path: string) => boolean {
  const source = pattern
    .replace(/^(?![/*])/, '/')
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.');
  const expression = new RegExp(`^${source}$`, 's');
  return path => expression.test(path);
}
