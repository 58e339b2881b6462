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

/** Refuses certificates whose serial number is in the store. */
const revocation: Resources = {
  Revoked: { Type: 'AWS::CloudFront::KeyValueStore', Properties: { Name: 'revoked' } },
  Handshake: {
    Type: 'AWS::CloudFront::ConnectionFunction',
    Properties: {
      Name: 'handshake',
      AutoPublish: true,
      ConnectionFunctionCode:
        'async function connectionHandler(c) { if (await cf.kvs().exists(c.clientCertInfo.serialNumber)) return c.deny(); c.allow(); }',
      ConnectionFunctionConfig: {
        Comment: 'revoked certificates',
        Runtime: 'cloudfront-js-2.0',
        KeyValueStoreAssociations: [{ KeyValueStoreARN: attribute('Revoked', 'Arn') }],
      },
    },
  },
};

/** The same with client certificates at the edge. */
export const edgeApiForDevices: Resources = edit(
  { ...edgeApi, ...devices, ...revocation },
  {
    'Distribution.DistributionConfig.ViewerMtlsConfig': {
      Mode: 'required',
      TrustStoreConfig: { TrustStoreId: ref('TrustStore') },
    },
    'Distribution.DistributionConfig.ConnectionFunctionAssociation': { Id: ref('Handshake') },
    'Distribution.DistributionConfig.DefaultCacheBehavior.FunctionAssociations': [
      { EventType: 'viewer-request', FunctionARN: attribute('Cleaner', 'FunctionARN') },
    ],
  },
);
