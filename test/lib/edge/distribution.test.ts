import { runInNewContext } from 'node:vm';
import type { LayerName } from '../../../lib/chain';
import { only, template } from '../../assembly';
import { testClaims, type Claim } from '../../claims';
import { attributeOf, get, property, refTo } from '../paths';

const type = 'AWS::CloudFront::Distribution';
const at = (layer: LayerName, claim: string, path: string, is: unknown, weakened: unknown): Claim =>
  property({ layer, claim, type, path: `DistributionConfig.${path}`, is, weakened });

// CloudFront's own ids of its managed policies.
const cachingDisabled = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
const cachingOptimized = '658327ea-f89d-4fab-a63d-7e88639e58f6';
const allViewerExceptHost = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';
const allViewer = '216adef6-5c7f-47e4-b989-5492eafa07d3';

const behavior = 'DefaultCacheBehavior';
const origin = 'Origins.0.CustomOriginConfig';

testClaims('edge', [
  at('tls', 'clients need TLS 1.2', 'ViewerCertificate.MinimumProtocolVersion', 'TLSv1.2_2025', 'TLSv1_2016'),
  at('tls', 'plain HTTP is refused', `${behavior}.ViewerProtocolPolicy`, 'https-only', 'allow-all'),
  at('tls', 'plain HTTP is not redirected', `${behavior}.ViewerProtocolPolicy`, 'https-only', 'redirect-to-https'),
  at('tls', 'HTTP/2 and HTTP/3 are spoken', 'HttpVersion', 'http2and3', 'http1.1'),
  at(
    'tls',
    'the certificate is the one of the name',
    'ViewerCertificate',
    expect.objectContaining({
      AcmCertificateArn: expect.anything(),
      SslSupportMethod: 'sni-only',
    }),
    { CloudFrontDefaultCertificate: true },
  ),
  at(
    'tls',
    'answers bear the security headers',
    `${behavior}.ResponseHeadersPolicyId`,
    refTo('AWS::CloudFront::ResponseHeadersPolicy'),
    undefined,
  ),
  at('waf', 'the web ACL is attached', 'WebACLId', attributeOf('AWS::WAFv2::WebACL', 'Arn'), undefined),
  at('service', 'no answer is cached', `${behavior}.CachePolicyId`, cachingDisabled, cachingOptimized),
  at(
    'auth',
    'the token reaches the API, the Host does not',
    `${behavior}.OriginRequestPolicyId`,
    allViewerExceptHost,
    allViewer,
  ),
  at('auth', 'no second behavior has other rules', 'CacheBehaviors', undefined, [{ PathPattern: '/open/*' }]),
  at(
    'gateway',
    'every method reaches the API',
    `${behavior}.AllowedMethods`,
    expect.arrayContaining(['GET', 'POST', 'DELETE']),
    ['GET', 'HEAD'],
  ),
  at(
    'origin-mtls',
    'CloudFront shows the leaf',
    `${origin}.OriginMtlsConfig.ClientCertificateArn`,
    refTo('Custom::OriginHopLeaf'),
    undefined,
  ),
  at('origin-mtls', 'the hop is HTTPS', `${origin}.OriginProtocolPolicy`, 'https-only', 'match-viewer'),
  at('origin-mtls', 'the hop is TLS 1.2', `${origin}.OriginSSLProtocols`, ['TLSv1.2'], ['TLSv1', 'TLSv1.2']),
  at(
    'origin-mtls',
    'the origin is the API under its own name',
    'Origins.0.DomainName',
    'origin.api.example.com',
    'abc.execute-api.eu-west-1.amazonaws.com',
  ),
  at(
    'origin-mtls',
    'headers of the edge are deleted on the way in',
    `${behavior}.FunctionAssociations`,
    expect.arrayContaining([
      {
        EventType: 'viewer-request',
        FunctionARN: { 'Fn::GetAtt': [expect.stringMatching(/^ViewerRequest/), 'FunctionARN'] },
      },
    ]),
    [],
  ),
  property({
    layer: 'origin-mtls',
    claim: 'the function that deletes them is published',
    type: 'AWS::CloudFront::Function',
    path: 'AutoPublish',
    is: true,
    weakened: false,
  }),
]);

const headers = (claim: string, path: string, is: unknown, weakened: unknown): Claim =>
  property({
    layer: 'tls',
    claim,
    type: 'AWS::CloudFront::ResponseHeadersPolicy',
    path: `ResponseHeadersPolicyConfig.${path}`,
    is,
    weakened,
  });

testClaims('edge', [
  headers(
    'HSTS for two years, whatever the origin says',
    'SecurityHeadersConfig.StrictTransportSecurity',
    {
      AccessControlMaxAgeSec: 63_072_000,
      IncludeSubdomains: true,
      Override: true,
    },
    { AccessControlMaxAgeSec: 60, Override: false },
  ),
  headers('no sniffing', 'SecurityHeadersConfig.ContentTypeOptions.Override', true, undefined),
  headers('no framing', 'SecurityHeadersConfig.FrameOptions.FrameOption', 'DENY', 'SAMEORIGIN'),
  headers(
    'nothing in it runs',
    'SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy',
    expect.stringContaining("default-src 'none'"),
    'default-src *',
  ),
  headers(
    'no answer is kept',
    'CustomHeadersConfig.Items.0',
    { Header: 'cache-control', Value: 'no-store', Override: true },
    { Header: 'cache-control', Value: 'public', Override: true },
  ),
]);

describe('the viewer-request function, as it stands in the template', () => {
  const code = String(only(template('edge'), 'AWS::CloudFront::Function').Properties.FunctionCode);
  const run = (names: readonly string[]): string[] => {
    const event = {
      request: { uri: '/accounts', headers: Object.fromEntries(names.map(name => [name, { value: 'x' }])) },
    };
    const result: unknown = runInNewContext(`${code}; handler(event)`, { event }, { timeout: 1_000 });
    return Object.keys(get(result, 'headers') as object);
  };

  test.each([
    'cloudfront-viewer-cert-serial-number',
    'cloudfront-viewer-cert-sha256',
    'cloudfront-viewer-cert-present',
    'x-portcullis-client-cert-serial',
    'x-portcullis-anything',
  ])('deletes %s', name => expect(run([name, 'authorization'])).toEqual(['authorization']));

  test('leaves everything else as it came', () => {
    const names = ['authorization', 'content-type', 'idempotency-key', 'user-agent', 'cloudfront-viewer-country'];
    expect(run(names)).toEqual(names);
  });

  test('is small enough for CloudFront', () => expect(Buffer.byteLength(code)).toBeLessThan(10_240));
});
