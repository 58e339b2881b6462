import type { Json } from '../json';
import { at, objects } from '../graph/lookups';
import type { Api, CloudFrontHop, DomainHop, Hop, LoadBalancerHop, Where } from '../graph/types';
import { unknownIn } from '../marks';
import { stands, unproven, weak, type Context, type Verdict } from '../rule';
import { asText } from '../values';

/** Whether a hop refuses TLS 1.0 and 1.1 (RFC 8996). */
export function refusesOldTls(hop: Hop, api: Api, context: Context): Verdict {
  switch (hop.kind) {
    case 'cloudfront':
      return ofDistribution(hop);
    case 'domain':
      return ofDomain(hop, api);
    case 'load-balancer':
      return ofBalancer(hop);
    case 'function-url':
      return stands(hop.where, 'function URLs take TLS 1.2 and newer');
    case 'default-endpoint':
      return ofDefaultEndpoint(api, context);
  }
}

function ofDistribution({ where: { resource }, distribution }: CloudFrontHop): Verdict {
  const where = { resource, property: 'DistributionConfig.ViewerCertificate' };
  const certificate = at(distribution, 'ViewerCertificate');
  const reason = typeof certificate === 'string' ? unknownIn(certificate) : undefined;
  if (reason !== undefined) return unproven(where, reason);
  // Without a certificate of one's own, CloudFront applies the policy TLSv1, whatever else is written.
  const own = at(certificate, 'AcmCertificateArn') ?? at(certificate, 'IamCertificateId');
  if (own === undefined || own === '' || asText(at(certificate, 'CloudFrontDefaultCertificate')) === 'true')
    return weak(where, "CloudFront's own certificate comes with TLS 1.0");
  const policy = { ...where, property: `${where.property}.MinimumProtocolVersion` };
  return graded(policy, at(certificate, 'MinimumProtocolVersion'), /^TLSv1\.[23](?:_|$)/);
}

const sound = /^(?:TLS_1_2|SecurityPolicy_TLS1[23]_)/;

/** The policy that is written for a domain, and where. V2 domains keep it in their first configuration. */
export function domainPolicy({ where: { resource }, properties }: DomainHop): {
  readonly where: Where;
  readonly policy: Json | undefined;
} {
  const [configuration] = objects(properties['DomainNameConfigurations']);
  return resource.type === 'AWS::ApiGatewayV2::DomainName'
    ? {
        where: { resource, property: 'DomainNameConfigurations.0.SecurityPolicy' },
        policy: configuration?.['SecurityPolicy'],
      }
    : { where: { resource, property: 'SecurityPolicy' }, policy: properties['SecurityPolicy'] };
}

function ofDomain(hop: DomainHop, api: Api): Verdict {
  const { where, policy } = domainPolicy(hop);
  if (policy !== undefined) return graded(where, policy, sound);
  if (api.kind === 'http') return stands(where, 'domains of HTTP APIs know TLS 1.2 and newer only');
  return unproven(where, "no policy is written; AWS's default was TLS 1.0 for domains made before it became TLS 1.2");
}

function ofDefaultEndpoint({ kind, where: { resource } }: Api, { properties }: Context): Verdict {
  const where = { resource, property: 'SecurityPolicy' };
  // API Gateway guide: HTTP APIs support TLS_1_2 only; Regional and edge-optimized REST APIs begin with TLS_1_0.
  if (kind === 'http') return stands({ resource }, 'default endpoints of HTTP APIs take TLS 1.2 and newer');
  return graded(where, properties(resource)['SecurityPolicy'], sound);
}

const ofBalancer = ({ listener, properties }: LoadBalancerHop): Verdict =>
  graded(
    { resource: listener, property: 'SslPolicy' },
    properties['SslPolicy'],
    /^ELBSecurityPolicy-(?:TLS13-1-[23]|TLS-1-2|FS-1-2)/,
  );

function graded(where: Where, policy: Json | undefined, wanted: RegExp): Verdict {
  const reason = unknownIn(policy);
  if (reason !== undefined) return unproven(where, reason);
  if (typeof policy === 'string' && wanted.test(policy)) return stands(where, policy);
  return weak(
    where,
    policy === undefined ? 'without a policy it takes TLS 1.0' : `${asText(policy)} takes old versions`,
  );
}
