import type { Json } from '../json';
import type { Where } from '../graph/types';
import { unknownIn } from '../marks';
import { missing, stands, unproven, weak, type Rule, type Verdict } from '../rule';
import { asText } from '../values';

/** The first hop takes no plain HTTP. */
export const tlsViewerPolicy: Rule = {
  id: 'tls/viewer-policy',
  layer: 'tls',
  reason: 'A token sent over plain HTTP belongs to everyone on the way.',
  fix: 'Set ViewerProtocolPolicy to https-only on every behaviour; give a load balancer an HTTPS listener.',
  check({ hops: [hop] }) {
    if (hop?.kind === 'cloudfront') {
      const where = { resource: hop.where.resource, property: `${hop.behaviourPath}.ViewerProtocolPolicy` };
      return [ofBehaviour(where, hop.behaviour['ViewerProtocolPolicy'])];
    }
    if (hop?.kind === 'load-balancer')
      return [ofListener({ resource: hop.listener, property: 'Protocol' }, hop.properties['Protocol'])];
    // API Gateway and function URLs answer on HTTPS only.
    return [];
  },
};

function ofBehaviour(where: Where, policy: Json | undefined): Verdict {
  const reason = unknownIn(policy);
  if (reason !== undefined) return unproven(where, reason);
  return policy === 'https-only' || policy === 'redirect-to-https'
    ? stands(where, policy)
    : weak(where, `${asText(policy) || 'no policy'} also serves plain HTTP`);
}

function ofListener(where: Where, protocol: Json | undefined): Verdict {
  const reason = unknownIn(protocol);
  if (reason !== undefined) return unproven(where, reason);
  return protocol === 'HTTPS'
    ? stands(where, 'HTTPS')
    : missing(where, `the listener speaks ${asText(protocol) || 'HTTP'}`);
}
