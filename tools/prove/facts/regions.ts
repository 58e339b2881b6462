import type { Model, Resource } from '../model';
import type { Context } from '../rule';
import { oncePer } from './once-per';

/** Two Regions that are known, and not the same. */
export const differ = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && other !== undefined && one !== other;

/** Where a resource's metrics and logs are. CloudFront, and the web ACLs before it, have theirs in us-east-1 only. */
export function regionOf(resource: Resource, context: Context): string | undefined {
  const { type } = resource;
  const global =
    type.startsWith('AWS::CloudFront::') ||
    (type === 'AWS::WAFv2::WebACL' && context.properties(resource)['Scope'] === 'CLOUDFRONT');
  return global ? 'us-east-1' : standsIn(resource, context);
}

/** The Region a resource is made in. A web ACL for CloudFront can be made in us-east-1 only, so its stack goes there. */
export const standsIn = ({ stack }: Resource, { model }: Context): string | undefined =>
  stack.region ?? (globalStacks(model).has(stack.name) ? 'us-east-1' : undefined);

const globalStacks = oncePer(
  (model: Model) =>
    new Set(
      model
        .ofType('AWS::WAFv2::WebACL')
        .filter(acl => model.properties(acl)['Scope'] === 'CLOUDFRONT')
        .map(({ stack }) => stack.name),
    ),
);
