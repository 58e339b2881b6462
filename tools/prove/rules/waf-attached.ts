import type { Json } from '../json';
import { target, unknownIn } from '../marks';
import type { Path, Where } from '../graph/types';
import { missing, stands, unproven, weak, type Context, type Rule, type Verdict } from '../rule';

/** A web ACL stands on the path: on the distribution (CLOUDFRONT scope), or on the REST stage (REGIONAL). */
export const wafAttached: Rule = {
  id: 'waf/attached',
  layer: 'waf',
  reason: 'Without a web ACL a flood or a known exploit reaches the API at the price of a request.',
  fix: 'Name a web ACL in the distribution (WebACLId), or associate one with the REST stage. HTTP APIs cannot have one.',
  check(path, context) {
    const distribution = path.hops.find(hop => hop.kind === 'cloudfront');
    if (distribution?.kind === 'cloudfront')
      return onDistribution(
        { resource: distribution.where.resource, property: 'DistributionConfig.WebACLId' },
        distribution.distribution['WebACLId'],
        context,
      );
    return path.api.kind === 'rest'
      ? onStage(path, context)
      : [missing(path.hops[0]?.where ?? path.api.where, noPlace)];
  },
};

const noPlace = 'no web ACL can be attached here: this entry is neither a distribution nor a REST stage';

function onDistribution(where: Where, id: Json | undefined, context: Context): readonly Verdict[] {
  if (id === undefined || id === '') return [missing(where, 'the distribution names no web ACL')];
  const acl = target(context.model, id);
  const reason = unknownIn(id);
  if (acl === undefined)
    return [unproven(where, reason ?? `the web ACL ${String(id)} is in none of the templates given`)];
  const { Scope } = context.properties(acl);
  return Scope === 'CLOUDFRONT'
    ? [stands(where, `web ACL ${acl.logicalId}`)]
    : [weak({ resource: acl, property: 'Scope' }, `scope ${String(Scope)} cannot be attached to a distribution`)];
}

function onStage(path: Path, context: Context): readonly Verdict[] {
  const { stage } = path;
  if (stage === undefined) return [missing(path.api.where, 'the API has no stage to attach a web ACL to')];
  for (const association of context.model.ofType('AWS::WAFv2::WebACLAssociation')) {
    const { ResourceArn, WebACLArn } = context.properties(association);
    if (!leadsToStage(ResourceArn, path, context)) continue;
    const where = { resource: association, property: 'WebACLArn' };
    const acl = target(context.model, WebACLArn);
    if (acl === undefined)
      return [unproven(where, unknownIn(WebACLArn) ?? 'its web ACL is in none of the templates given')];
    return [stands(where, `web ACL ${acl.logicalId}`)];
  }
  return [missing(stage.where, `no web ACL is associated with stage ${stage.name}`)];
}

/** `arn:aws:apigateway:<region>::/restapis/<api>/stages/<stage>`, by Join, Sub or the stage's own attribute. */
function leadsToStage(arn: Json | undefined, { api, stage }: Path, { model }: Context): boolean {
  if (typeof arn !== 'string' || stage === undefined) return false;
  const match = /\/restapis\/([^/]+)\/stages\/(.+)$/.exec(arn);
  if (match === null) return target(model, arn) === stage.where.resource;
  const [, apiPart, stagePart] = match;
  return (
    target(model, apiPart) === api.where.resource &&
    (stagePart === stage.name || target(model, stagePart) === stage.where.resource)
  );
}
