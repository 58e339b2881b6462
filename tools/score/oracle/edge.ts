import { about, equivalent, idle, missed, never, seen } from '../expectation';

/** CloudFront, its certificate and its names. From the CloudFront developer guide and API reference. */

const required = 'CloudFront refuses a distribution without it';

const distribution = about('AWS::CloudFront::Distribution', {
  '': never('nobody is served any more: the API takes only the edge'),
  DistributionConfig: never(required),
  'DistributionConfig.Aliases.**': [
    never('CloudFront answers 403 under the name that clients call', 're-point'),
    idle('a name less'),
  ],
  'DistributionConfig.Comment': idle('a text for people'),
  'DistributionConfig.HttpVersion': idle('HTTP/1.1, 2 and 3 carry the same requests'),
  'DistributionConfig.IPV6Enabled': idle('the web ACL counts both kinds of addresses'),
  'DistributionConfig.Enabled': never('a distribution that is off serves nobody'),
  'DistributionConfig.DefaultCacheBehavior': never(required),
  'DistributionConfig.DefaultCacheBehavior.AllowedMethods.**': never('fewer methods are let through, none more'),
  'DistributionConfig.DefaultCacheBehavior.CachePolicyId': [
    seen(
      'auth|gateway',
      'CachingOptimized keeps an answer for a second even against no-store, and serves it to whoever asks next: Authorization is not in its key',
      'switch',
    ),
    never('a behaviour needs a cache policy'),
  ],
  'DistributionConfig.DefaultCacheBehavior.Compress': idle('how answers are packed'),
  'DistributionConfig.DefaultCacheBehavior.FunctionAssociations.**': idle(
    'in this profile nothing behind the edge reads the headers that the function deletes',
  ),
  'DistributionConfig.DefaultCacheBehavior.OriginRequestPolicyId': never(
    'without Authorization the API refuses everyone, and with the Host of the viewer API Gateway does',
  ),
  'DistributionConfig.DefaultCacheBehavior.ResponseHeadersPolicyId': missed('response-headers'),
  'DistributionConfig.DefaultCacheBehavior.TargetOriginId': never(
    'a behaviour must name an origin of the distribution',
  ),
  'DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy': [
    seen('tls', 'tokens travel in plaintext', 'switch=allow-all'),
    equivalent('plain HTTP is answered with a redirect, never served', 'switch=redirect-to-https'),
    never(required),
  ],
  'DistributionConfig.Origins': never(required),
  'DistributionConfig.Origins.#': never(required),
  'DistributionConfig.Origins.#.Id': never('a behaviour must name an origin of the distribution'),
  'DistributionConfig.Origins.#.DomainName': [
    seen('origin-mtls|waf', 'requests, tokens included, go to a host that nobody proves', 're-point'),
    never(required),
  ],
  'DistributionConfig.Origins.#.CustomOriginConfig': never('an origin that is not a bucket needs it'),
  'DistributionConfig.Origins.#.CustomOriginConfig.OriginKeepaliveTimeout': idle('how long a connection is kept'),
  'DistributionConfig.Origins.#.CustomOriginConfig.OriginReadTimeout': idle('how long an answer is waited for'),
  'DistributionConfig.Origins.#.CustomOriginConfig.OriginMtlsConfig.**': seen(
    'origin-mtls',
    'the edge no longer shows the certificate that is made for this origin',
  ),
  'DistributionConfig.Origins.#.OriginCustomHeaders.**': never('the guard refuses what came through no door of ours'),
  'DistributionConfig.Origins.#.CustomOriginConfig.OriginProtocolPolicy': [
    seen('tls', 'the edge calls the origin in plaintext', 'switch=http-only'),
    equivalent('viewers are served over HTTPS only, so what matches them is HTTPS', 'switch=match-viewer'),
    never(required),
  ],
  'DistributionConfig.Origins.#.CustomOriginConfig.OriginSSLProtocols': equivalent(
    'the domain behind is TLS_1_2, so nothing older is spoken whatever is offered',
  ),
  'DistributionConfig.Origins.#.CustomOriginConfig.OriginSSLProtocols.#': [
    equivalent('the domain behind is TLS_1_2, so nothing older is spoken whatever is offered', 'delete'),
    seen('tls', 'the edge offers its origin SSL 3, TLS 1.0 or 1.1', 'switch'),
    never('an item of a list is never empty'),
  ],
  'DistributionConfig.ViewerCertificate': seen('tls', "CloudFront's own certificate comes with TLS 1.0"),
  'DistributionConfig.ViewerCertificate.AcmCertificateArn': [
    seen('tls', "CloudFront's own certificate comes with TLS 1.0", 'delete'),
    never('CloudFront looks the certificate up, and it must cover the alias'),
  ],
  'DistributionConfig.ViewerCertificate.MinimumProtocolVersion': [
    seen('tls', 'TLSv1 is the default', 'delete'),
    seen('tls', 'TLS 1.0 or 1.1 is served', 'switch=TLSv1', 'switch=TLSv1.1_2016'),
    equivalent('TLSv1.2_2021 refuses TLS 1.0 and 1.1 as well', 'switch=TLSv1.2_2021'),
  ],
  'DistributionConfig.ViewerCertificate.SslSupportMethod': never(
    'a certificate of ACM needs it, and vip refuses TLS 1.2 policies',
  ),
  'DistributionConfig.WebACLId': seen('waf', 'no web ACL stands before the distribution'),
});

const others = [
  ...about('AWS::CloudFront::Function', {
    '': never('the distribution names it'),
    FunctionCode: missed('edge-code'),
    '**': idle('in this profile nothing behind the edge reads the headers that it deletes'),
  }),
  ...about('AWS::CloudFront::ResponseHeadersPolicy', {
    '': never('the distribution names it'),
    '**': missed('response-headers'),
  }),
  ...about('AWS::CertificateManager::Certificate', {
    '': never('what shows it names it'),
    '**': idle('ACM issues only for names whose DNS one holds, and what shows it refuses it for another name'),
  }),
  ...about('AWS::Route53::RecordSet', {
    '**': idle('a name that leads elsewhere meets a certificate that is not ours'),
  }),
];

export const edge = [...distribution, ...others];
