import { drillOfOrigin } from '../drill';

/** What CloudFront tells an origin about a client's certificate; anybody can write it who reaches the origin. */
const forged = {
  'cloudfront-viewer-cert-present': '1',
  'cloudfront-viewer-cert-serial-number': '4a:3f:00:01',
  'cloudfront-viewer-cert-sha256': 'ab'.repeat(32),
  'x-amz-cf-id': 'forged',
  'x-forwarded-client-cert': 'Subject="CN=edge"',
};

export default drillOfOrigin(
  {
    id: 'gateway-forged-headers',
    title: 'bypasses the edge, certificate in headers',
    layer: 'origin-mtls',
    behind: 'service',
  },
  async () => undefined,
  call => ({ ...call, headers: { ...call.headers, ...forged } }),
);
