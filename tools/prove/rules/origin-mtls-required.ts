import { at } from '../graph/lookups';
import { unknownIn } from '../marks';
import { missing, stands, unproven, weak, type Rule } from '../rule';

/** Behind the edge, the API's own domain asks for a client certificate. */
export const originMtlsRequired: Rule = {
  id: 'origin-mtls/required',
  layer: 'origin-mtls',
  reason: 'An origin that serves everyone lets a caller walk around the edge, its web ACL included.',
  fix: "Give the API a custom domain with MutualTlsAuthentication whose truststore holds only the CA of the edge's certificate, and let the distribution use that domain as its origin.",
  check({ hops }) {
    const [front, origin] = hops;
    if (front?.kind !== 'cloudfront' || origin === undefined) return [];
    if (origin.kind !== 'domain')
      return [missing(origin.where, 'the origin is an endpoint that cannot ask for a client certificate')];
    const where = { resource: origin.where.resource, property: 'MutualTlsAuthentication' };
    const truststore = at(origin.properties, 'MutualTlsAuthentication.TruststoreUri');
    if (truststore === undefined) return [missing(where, 'the origin asks for no client certificate')];
    const reason = unknownIn(truststore);
    if (reason !== undefined) return [unproven(where, reason)];
    // A domain with an enhanced policy cannot ask for certificates, whatever the rest of it says (API Gateway guide).
    const policy = String(origin.properties['SecurityPolicy'] ?? '');
    return policy.startsWith('SecurityPolicy_')
      ? [weak({ ...where, property: 'SecurityPolicy' }, `${policy} cannot be combined with mutual TLS`)]
      : [stands(where, String(truststore))];
  },
};
