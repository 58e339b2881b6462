import { attribute, bucket, edit, ref, webAcl, type Resources } from '../fixtures';
import { distribution } from './distribution';
import { httpApi } from './http';
import { originHop } from './origin-hop';

/** Distribution with web ACL → origin mTLS → HTTP API domain → JWT authorizer → function. */
export const edgeApi: Resources = {
  ...httpApi,
  ...originHop,
  WebAcl: webAcl('CLOUDFRONT'),
  Distribution: distribution,
};

const devices: Resources = {
  DeviceBucket: bucket,
  TrustStore: {
    Type: 'AWS::CloudFront::TrustStore',
    Properties: {
      Name: 'devices',
      CaCertificatesBundleSource: {
        CaCertificatesBundleS3Location: {
          Bucket: ref('DeviceBucket'),
          Key: 'devices.pem',
          Region: 'us-east-1',
          Version: 'pbtoWd6h7F',
        },
      },
    },
  },
  Cleaner: {
    Type: 'AWS::CloudFront::Function',
    Properties: {
      FunctionCode:
        "function handler(event) { for (const n of Object.keys(event.request.headers)) if (n.startsWith('cloudfront-viewer-cert-')) delete event.request.headers[n]; return event.request; }",
    },
  },
};

/** The same with client certificates at the edge. */
export const edgeApiForDevices: Resources = edit(
  { ...edgeApi, ...devices },
  {
    'Distribution.DistributionConfig.ViewerMtlsConfig': {
      Mode: 'required',
      TrustStoreConfig: { TrustStoreId: ref('TrustStore') },
    },
    'Distribution.DistributionConfig.DefaultCacheBehavior.FunctionAssociations': [
      { EventType: 'viewer-request', FunctionARN: attribute('Cleaner', 'FunctionARN') },
    ],
  },
);
