import { unknownIn } from '../marks';
import { missing, stands, unproven, weak, type Rule } from '../rule';

const takesTls = new Set(['https-only', 'redirect-to-https']);

/** The first hop takes no plain HTTP. */
export const tlsViewerPolicy: Rule = {
  id: 'tls/viewer-policy',
  layer: 'tls',
  reason: 'A token sent over plain HTTP belongs to everyone on the way.',
  fix: 'Set ViewerProtocolPolicy to https-only on every behaviour; give a load balancer an HTTPS listener.',
  check({ hops: [hop] }) {
    switch (hop?.kind) {
      case 'cloudfront': {
        const where = { resource: hop.where.resource, property: `${hop.behaviourPath}.ViewerProtocolPolicy` };
        const policy = hop.behaviour['ViewerProtocolPolicy'];
        const reason = unknownIn(policy);
        if (reason !== undefined) return [unproven(where, reason)];
        return takesTls.has(String(policy))
          ? [stands(where, String(policy))]
          : [weak(where, `${String(policy ?? 'no policy')} also serves plain HTTP`)];
      }
      case 'load-balancer': {
        const where = { resource: hop.listener, property: 'Protocol' };
        const { Protocol } = hop.properties;
        const reason = unknownIn(Protocol);
        if (reason !== undefined) return [unproven(where, reason)];
        return Protocol === 'HTTPS'
          ? [stands(where, 'HTTPS')]
          : [missing(where, `the listener speaks ${String(Protocol ?? 'HTTP')}`)];
      }
      // API Gateway and function URLs answer on HTTPS only.
      default:
        return [];
    }
  },
};
