import { domainPolicy, refusesOldTls } from '../facts/tls';
import type { Rule } from '../rule';

/** Every hop that says which TLS it takes refuses TLS 1.0 and 1.1 (RFC 8996). */
export const tlsMinimumVersion: Rule = {
  id: 'tls/minimum-version',
  layer: 'tls',
  reason:
    'TLS 1.0 and 1.1 are broken and deprecated (RFC 8996); a policy that allows them lets an attacker choose them.',
  fix: 'Set MinimumProtocolVersion to TLSv1.2_2021 or newer beside a certificate of your own (CloudFront), SecurityPolicy to TLS_1_2 or newer (API Gateway domain or REST API), SslPolicy to a TLS 1.2 policy (load balancer).',
  check({ hops: [entry, behind], api }, context) {
    const first = entry === undefined ? [] : [refusesOldTls(entry, api, context)];
    // What CloudFront offers an origin that writes no policy is judged by tls/origin-protocol.
    const second = behind?.kind === 'domain' && domainPolicy(behind).policy !== undefined;
    return second ? [...first, refusesOldTls(behind, api, context)] : first;
  },
};
