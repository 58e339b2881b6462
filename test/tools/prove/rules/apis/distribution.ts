import type { TemplateResource } from '../../../../../tools/prove/json';
import { attribute, ref } from '../fixtures';

/** A distribution before `origin.api.example.com`. */
export const distribution: TemplateResource = {
  Type: 'AWS::CloudFront::Distribution',
  Properties: {
    DistributionConfig: {
      Enabled: true,
      HttpVersion: 'http2',
      DefaultCacheBehavior: {
        TargetOriginId: 'api',
        ViewerProtocolPolicy: 'https-only',
        // Managed: CachingDisabled, AllViewerExceptHostHeader.
        CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
        OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
      },
      Origins: [
        {
          Id: 'api',
          DomainName: 'origin.api.example.com',
          CustomOriginConfig: {
            OriginProtocolPolicy: 'https-only',
            OriginSSLProtocols: ['TLSv1.2'],
            OriginMtlsConfig: { ClientCertificateArn: ref('Leaf') },
          },
        },
      ],
      ViewerCertificate: {
        AcmCertificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/viewer',
        MinimumProtocolVersion: 'TLSv1.2_2021',
        SslSupportMethod: 'sni-only',
      },
      WebACLId: attribute('WebAcl', 'Arn'),
    },
  },
};
