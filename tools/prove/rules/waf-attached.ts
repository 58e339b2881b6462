import { attachedTo, impossibleAssociation, type Attached } from '../facts/web-acl';
import { unknownIn } from '../marks';
import type { Path } from '../graph/types';
import { missing, stands, unproven, weak, type Context, type Rule, type Verdict } from '../rule';
import { asText } from '../values';

/** A web ACL stands on the path: on the distribution (CLOUDFRONT scope), or on a REST stage or load balancer (REGIONAL). */
export const wafAttached: Rule = {
  id: 'waf/attached',
  layer: 'waf',
  reason: 'Without a web ACL a flood or a known exploit reaches the API at the price of a request.',
  fix: 'Name a web ACL of scope CLOUDFRONT, made in us-east-1, in the distribution (WebACLId), or associate one of scope REGIONAL with the REST stage. HTTP APIs and function URLs cannot have one: put a distribution before them.',
  check(path, context) {
    const impossible = impossibleAssociation(path, context.model);
    const refused =
      impossible === undefined
        ? []
        : [missing({ resource: impossible, property: 'ResourceArn' }, 'WAF refuses stages of HTTP APIs')];
    const attached = attachedTo(path, context);
    if (attached === undefined)
      return refused.length > 0
        ? refused
        : [missing(path.hops[0]?.where ?? path.api.where, 'no web ACL can stand here')];
    return [...refused, judge(attached, path, context)];
  },
};

function judge({ where, named, acl }: Attached, path: Path, { properties }: Context): Verdict {
  if (named === undefined) return missing(where, 'no web ACL stands here');
  if (acl === undefined)
    return unproven(where, unknownIn(named) ?? `the web ACL ${asText(named)} is in none of the templates given`);
  if (acl.type !== 'AWS::WAFv2::WebACL') return weak(where, `${acl.logicalId} is ${acl.type}, not a web ACL of WAFv2`);
  const { Scope } = properties(acl);
  const reason = unknownIn(Scope);
  if (reason !== undefined) return unproven({ resource: acl, property: 'Scope' }, reason);
  const onEdge = where.property === 'DistributionConfig.WebACLId';
  if (Scope !== (onEdge ? 'CLOUDFRONT' : 'REGIONAL'))
    return weak(
      { resource: acl, property: 'Scope' },
      `scope ${asText(Scope)} cannot be attached ${onEdge ? 'to a distribution' : 'here'}`,
    );
  const made = acl.stack.region;
  const wanted = onEdge ? 'us-east-1' : path.api.where.resource.stack.region;
  if (made !== undefined && wanted !== undefined && made !== wanted)
    return weak({ resource: acl }, `made in ${made}, and only one of ${wanted} can be attached here`);
  return stands(where, `web ACL ${acl.logicalId}`);
}
