import { domainPolicy } from '../facts/tls';
import { at, text } from '../graph/lookups';
import type { CloudFrontHop, DomainHop, LoadBalancerHop } from '../graph/types';
import { unknownIn } from '../marks';
import { missing, stands, unproven, weak, type Rule, type Verdict } from '../rule';

/** Whoever calls shows a certificate, or is not served. */
export const clientMtlsRequired: Rule = {
  id: 'client-mtls/required',
  layer: 'client-mtls',
  reason:
    'A stolen token works from anywhere. A certificate whose key cannot leave the device is what the thief does not have, unless the door also opens without it.',
  fix: 'Distribution: ViewerMtlsConfig with Mode required and a TrustStore, HttpVersion http2. API Gateway: a custom domain with MutualTlsAuthentication, and DisableExecuteApiEndpoint. Load balancer: MutualAuthentication with Mode verify.',
  check({ hops: [entry] }) {
    switch (entry?.kind) {
      case 'cloudfront':
        return [ofDistribution(entry)];
      case 'domain':
        return [ofDomain(entry)];
      case 'load-balancer':
        return [ofBalancer(entry)];
      case 'default-endpoint':
        return [
          missing(entry.where, 'the default endpoint asks for no certificate: turn it off (DisableExecuteApiEndpoint)'),
        ];
      case 'function-url':
        return [missing(entry.where, 'function URLs cannot ask for a certificate')];
      case undefined:
        return [];
    }
  },
};

function ofDistribution({ where: { resource }, distribution }: CloudFrontHop): Verdict {
  const place = (property: string) => ({ resource, property: `DistributionConfig.${property}` });
  const config = at(distribution, 'ViewerMtlsConfig');
  if (config === undefined) return missing(place('ViewerMtlsConfig'), 'the distribution asks for no certificate');
  const reason = unknownIn(config);
  if (reason !== undefined) return unproven(place('ViewerMtlsConfig'), reason);
  // "Required" is what CloudFront does when no mode is written.
  const mode = text(at(config, 'Mode')) ?? 'required';
  const where = place('ViewerMtlsConfig.Mode');
  if (mode === 'optional') return weak(where, 'optional: who shows no certificate is served, too');
  if (mode !== 'required') return weak(where, `${mode}: CloudFront verifies no certificate`);
  const store = at(config, 'TrustStoreConfig.TrustStoreId');
  if (store === undefined || store === '') return weak(place('ViewerMtlsConfig.TrustStoreConfig'), 'no trust store');
  const http = text(distribution['HttpVersion']) ?? 'http1.1';
  return http.includes('3')
    ? weak(place('HttpVersion'), `${http}: viewer mTLS does not work over HTTP/3`)
    : stands(where, 'required');
}

function ofDomain(hop: DomainHop): Verdict {
  const where = { resource: hop.where.resource, property: 'MutualTlsAuthentication.TruststoreUri' };
  const uri = at(hop.properties, 'MutualTlsAuthentication.TruststoreUri');
  const reason = unknownIn(uri);
  if (reason !== undefined) return unproven(where, reason);
  if (uri === undefined || uri === '') return missing(where, 'the domain asks for no certificate');
  const { where: place, policy } = domainPolicy(hop);
  return text(policy)?.startsWith('SecurityPolicy_') === true
    ? weak(place, `${text(policy) ?? ''} cannot be combined with mutual TLS`)
    : stands(where, text(uri) ?? '');
}

function ofBalancer({ listener, properties }: LoadBalancerHop): Verdict {
  const where = { resource: listener, property: 'MutualAuthentication.Mode' };
  const mode = at(properties, 'MutualAuthentication.Mode');
  const reason = unknownIn(mode);
  if (reason !== undefined) return unproven(where, reason);
  if (mode === 'passthrough') return weak(where, 'passthrough: the load balancer verifies no certificate');
  return mode === 'verify' ? stands(where, 'verify') : missing(where, 'the listener asks for no certificate');
}
