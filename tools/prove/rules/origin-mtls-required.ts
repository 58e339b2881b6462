import { closedTo } from '../closed';
import { domainPolicy } from '../facts/tls';
import { at, text } from '../graph/lookups';
import { unknownIn } from '../marks';
import { missing, stands, unproven, weak, type Rule } from '../rule';

/** Behind the edge, the origin asks for proof that it is the edge that calls. */
export const originMtlsRequired: Rule = {
  id: 'origin-mtls/required',
  layer: 'origin-mtls',
  reason: 'An origin that serves everyone lets a caller walk around the edge, its web ACL included.',
  fix: "Give the API a custom domain with MutualTlsAuthentication whose truststore holds only the CA of the edge's certificate, and let the distribution use that domain as its origin. A function URL: AuthType AWS_IAM and an origin access control.",
  check(path, context) {
    const [front, origin] = path.hops;
    if (front?.kind !== 'cloudfront' || origin === undefined) return [];
    // CloudFront's signature does for a function URL what its certificate does for a domain.
    const signed = origin.kind === 'function-url' ? closedTo({ ...path, hops: [origin] }, context) : undefined;
    if (signed !== undefined) return [signed];
    if (origin.kind === 'load-balancer' && at(front.origin, 'VpcOriginConfig') !== undefined)
      return [stands(origin.where, 'it stands inside a VPC, where only CloudFront gets to it')];
    if (origin.kind !== 'domain')
      return [missing(origin.where, 'the origin is an endpoint that cannot ask for a client certificate')];
    const where = { resource: origin.where.resource, property: 'MutualTlsAuthentication.TruststoreUri' };
    const truststore = at(origin.properties, 'MutualTlsAuthentication.TruststoreUri');
    if (truststore === undefined || truststore === '')
      return [missing(where, 'the origin asks for no client certificate')];
    const reason = unknownIn(truststore);
    if (reason !== undefined) return [unproven(where, reason)];
    // A domain with an enhanced policy cannot ask for certificates, whatever the rest of it says (API Gateway guide).
    const { where: place, policy } = domainPolicy(origin);
    return text(policy)?.startsWith('SecurityPolicy_') === true
      ? [weak(place, `${text(policy) ?? ''} cannot be combined with mutual TLS`)]
      : [stands(where, text(truststore) ?? '')];
  },
};
