import { isRecord } from '../../prove/values';
import { about, idle, never, seen } from '../expectation';

/** Certificates of devices at the edge. From the CloudFront developer guide, "Mutual TLS with CloudFront (viewers)". */

const anyone = 'who shows no certificate of ours is served';
const forged = 'a client may write the headers that say which device it is';
const swapped = 'whoever can write the bucket decides which devices are ours';

const revoked = 'a device that was reported stolen goes on calling';

const config = 'DistributionConfig.ViewerMtlsConfig';
const association = 'DistributionConfig.ConnectionFunctionAssociation';
const stores = 'ConnectionFunctionConfig.KeyValueStoreAssociations';

export const devices = [
  ...about(
    'AWS::CloudFront::Distribution',
    {
      'DistributionConfig.DefaultCacheBehavior.FunctionAssociations.#.FunctionARN': never(
        'the function of the other door refuses everybody, or leaves nameless who shows a certificate: the guard refuses them',
        're-point',
      ),
    },
    // Of the two doors' functions each deletes what a client wrote.
    ({ value }) => isRecord(value),
  ),
  ...about('AWS::CloudFront::Distribution', {
    [config]: [seen('client-mtls', anyone, 'delete'), never('CloudFront refuses it without a trust store', 'empty')],
    [`${config}.Mode`]: [
      idle('required is the default', 'delete'),
      seen('client-mtls', anyone, 'switch'),
      never('not a mode'),
    ],
    [`${config}.TrustStoreConfig`]: seen('client-mtls', 'nothing says which certificates are ours'),
    [`${config}.TrustStoreConfig.TrustStoreId`]: seen('client-mtls', 'nothing shows which certificates are ours'),
    [`${config}.TrustStoreConfig.IgnoreCertificateExpiry`]: [
      idle('false is the default', 'delete'),
      seen('client-mtls', 'a device that was given back is taken for ever', 'negate'),
    ],
    [association]: [seen('client-mtls', revoked, 'delete'), never('an association has a function')],
    [`${association}.Id`]: [seen('client-mtls', revoked, 're-point'), never('an association has a function')],
    'DistributionConfig.HttpVersion': [
      seen('client-mtls', 'over HTTP/3 no certificate is asked for', 'switch=http2and3'),
      idle('HTTP/1.1 and 2 ask for certificates alike'),
    ],
    'DistributionConfig.DefaultCacheBehavior.FunctionAssociations': seen('client-mtls', forged),
    'DistributionConfig.DefaultCacheBehavior.FunctionAssociations.#': [
      seen('client-mtls', forged, 'delete'),
      never('an association has an event and a function'),
    ],
    'DistributionConfig.DefaultCacheBehavior.FunctionAssociations.#.EventType': [
      seen('client-mtls', forged, 'switch'),
      never('an association has an event'),
    ],
    'DistributionConfig.DefaultCacheBehavior.FunctionAssociations.#.FunctionARN': [
      seen('client-mtls', forged, 're-point', 'widen'),
      never('an association has a function'),
    ],
  }),
  ...about('AWS::CloudFront::Function', {
    FunctionCode: [seen('client-mtls', forged, 're-point'), never('a function has code')],
  }),
  ...about(
    'AWS::Lambda::Function',
    {
      'Environment.Variables.PROFILE': [
        seen('service', 'the guard asks for no certificate', 'switch=consumer'),
        never('the guard does not start'),
      ],
      'Environment.Variables.INGRESS': never('the guard does not start'),
      'Environment.Variables.CERTIFICATES_TABLE': [
        seen('service', 'nobody can see what says whose a certificate is', 're-point'),
        never('the guard does not start', 'delete', 'empty'),
      ],
    },
    ({ place }) => place.stack.endsWith('-services'),
  ),
  ...about('AWS::CloudFront::ConnectionFunction', {
    '': seen('client-mtls', revoked),
    Name: [never('required', 'delete', 'empty'), idle('a name')],
    AutoPublish: seen('client-mtls', 'the function stays where it is written, and runs nowhere'),
    ConnectionFunctionCode: [never('required', 'delete', 'empty'), seen('client-mtls', revoked)],
    ConnectionFunctionConfig: never('required'),
    'ConnectionFunctionConfig.Comment': [never('required', 'delete'), idle('a comment')],
    'ConnectionFunctionConfig.Runtime': never('connection functions know one runtime'),
    [stores]: seen('client-mtls', 'the store of revoked certificates is out of reach'),
    [`${stores}.#`]: [
      seen('client-mtls', 'the store of revoked certificates is out of reach', 'delete'),
      never('an association has a store'),
    ],
    [`${stores}.#.KeyValueStoreARN`]: [
      seen('client-mtls', 'what is looked into is no store of these templates', 're-point'),
      never('an association has a store'),
    ],
  }),
  ...about('AWS::CloudFront::KeyValueStore', {
    '': seen('client-mtls', 'the store of revoked certificates is not there'),
    Name: [never('required', 'delete', 'empty'), idle('a name')],
  }),
  ...about('AWS::CloudFront::TrustStore', {
    '': seen('client-mtls', 'nothing shows which certificates are ours'),
    Name: [never('required', 'delete', 'empty'), idle('a name')],
    CaCertificatesBundleSource: never('required'),
    'CaCertificatesBundleSource.CaCertificatesBundleS3Location': never('required'),
    'CaCertificatesBundleSource.CaCertificatesBundleS3Location.Version': [
      seen('client-mtls', 'whatever is in the bucket is trusted when somebody next touches the trust store', 'delete'),
      never('the bucket has no such version'),
    ],
    'CaCertificatesBundleSource.CaCertificatesBundleS3Location.Bucket': [
      seen('client-mtls', 'nobody can see who may write what is trusted', 're-point'),
      never('required'),
    ],
    '**': never('the bundle is not there'),
  }),
  ...about(
    'AWS::S3::Bucket',
    {
      '': seen('client-mtls', 'nobody can see who may write what is trusted'),
      VersioningConfiguration: seen('client-mtls', swapped),
      'VersioningConfiguration.Status': [
        seen('client-mtls', swapped, 'delete', 'switch=Suspended'),
        never('a bucket is Enabled or Suspended'),
      ],
      PublicAccessBlockConfiguration: seen('client-mtls', swapped),
      'PublicAccessBlockConfiguration.*': seen('client-mtls', swapped),
    },
    ({ place }) => place.stack.endsWith('-trust'),
  ),
];
