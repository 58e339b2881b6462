import { forwardsToken } from '../facts/cloudfront-policies';
import { stands, unproven, weak, type Rule } from '../rule';

/** The token passes the distribution and reaches the authorizer. */
export const authForwarded: Rule = {
  id: 'auth/forwarded',
  layer: 'auth',
  reason:
    'CloudFront drops Authorization unless it is told to send it on. Then no honest call succeeds, and the usual mend, taking the authorizer away, opens the route.',
  fix: 'Use the origin request policy AllViewerExceptHostHeader, or put Authorization into the cache key.',
  check({ route, hops: [front, behind] }, { model }) {
    const { kind } = route.authorization;
    if (front?.kind !== 'cloudfront' || behind === undefined) return [];
    if (kind !== 'jwt' && kind !== 'cognito') return [];
    const where = { resource: front.where.resource, property: `${front.behaviourPath}.OriginRequestPolicyId` };
    const forwards = forwardsToken(model, front.behaviour);
    if (forwards === 'unknown')
      return [unproven(where, 'whether this policy sends Authorization on cannot be told here')];
    return forwards ? [stands(where, 'Authorization is sent on')] : [weak(where, 'Authorization is not sent on')];
  },
};
