import type { Json } from '../json';
import { at, objects } from '../graph/lookups';
import type { Hop, Where } from '../graph/types';
import { unknownIn } from '../marks';
import { stands, unproven, weak, type Rule, type Verdict } from '../rule';

/** The first hop refuses TLS 1.0 and 1.1 (RFC 8996). */
export const tlsMinimumVersion: Rule = {
  id: 'tls/minimum-version',
  layer: 'tls',
  reason:
    'TLS 1.0 and 1.1 are broken and deprecated (RFC 8996); a policy that allows them lets an attacker choose them.',
  fix: 'Set MinimumProtocolVersion to TLSv1.2_2021 or newer (CloudFront, with a certificate of its own), SecurityPolicy to TLS_1_2 or newer (API Gateway domain), SslPolicy to a TLS 1.2 policy (load balancer).',
  check: ({ hops: [hop] }) => (hop === undefined ? [] : judge(hop)),
};

function judge(hop: Hop): readonly Verdict[] {
  const resource = hop.where.resource;
  switch (hop.kind) {
    case 'cloudfront': {
      const where = { resource, property: 'DistributionConfig.ViewerCertificate.MinimumProtocolVersion' };
      const certificate = at(hop.distribution, 'ViewerCertificate');
      if (certificate === undefined || at(certificate, 'CloudFrontDefaultCertificate') === true)
        return [weak(where, "CloudFront's own certificate comes with TLS 1.0")];
      return graded(where, at(certificate, 'MinimumProtocolVersion'), /^TLSv1\.[23](?:_|$)/, 'TLS 1.0');
    }
    case 'domain': {
      const configuration = objects(hop.properties['DomainNameConfigurations'])[0];
      // A V2 domain knows TLS 1.2 policies only; a REST domain without a policy takes TLS 1.0.
      return configuration === undefined
        ? graded({ resource, property: 'SecurityPolicy' }, hop.properties['SecurityPolicy'], modern, 'TLS 1.0')
        : graded(
            { resource, property: 'DomainNameConfigurations.0.SecurityPolicy' },
            configuration['SecurityPolicy'] ?? 'TLS_1_2',
            modern,
            'TLS 1.2',
          );
    }
    case 'load-balancer':
      return graded(
        { resource: hop.listener, property: 'SslPolicy' },
        hop.properties['SslPolicy'],
        /^ELBSecurityPolicy-(?:TLS13-1-[23]|TLS-1-2|FS-1-2)/,
        'TLS 1.0',
      );
    case 'function-url':
      return [stands(hop.where, 'function URLs take TLS 1.2 and newer')];
    case 'default-endpoint':
      return [weak(hop.where, 'the default endpoint takes old TLS versions, and its policy cannot be seen here')];
  }
}

const modern = /^(?:TLS_1_2|SecurityPolicy_TLS1[23]_)/;

function graded(where: Where, policy: Json | undefined, sound: RegExp, absent: string): readonly Verdict[] {
  const reason = unknownIn(policy);
  if (reason !== undefined) return [unproven(where, reason)];
  const written = typeof policy === 'string' ? policy : undefined;
  if (written !== undefined && sound.test(written)) return [stands(where, written)];
  return [weak(where, written === undefined ? `without a policy it takes ${absent}` : `${written} takes old versions`)];
}
