import { accessLogFields } from '../../../lib/edge/access-log';
import { only } from '../../assembly';
import { testClaims, type Claim } from '../../claims';
import { attributeOf, property, set } from '../paths';

const mayHoldTokens = ['cs-uri-query', 'cs(Cookie)', 'cs(Referer)'];
const bucket = (claim: string, path: string, is: unknown, weakened: unknown): Claim =>
  property({ layer: 'watch', claim, type: 'AWS::S3::Bucket', path, is, weakened });

testClaims('edge', [
  {
    layer: 'watch',
    claim: 'the access log keeps no field in which tokens turn up',
    assertion: from => {
      const { RecordFields } = only(from, 'AWS::Logs::Delivery').Properties;
      expect((RecordFields as string[]).filter(field => mayHoldTokens.includes(field))).toEqual([]);
    },
    weaken: from => set(only(from, 'AWS::Logs::Delivery').Properties, 'RecordFields.0', 'cs-uri-query'),
  },
  property({
    layer: 'watch',
    claim: 'the access log says which fields it keeps: all of them is the default',
    type: 'AWS::Logs::Delivery',
    path: 'RecordFields',
    is: [...accessLogFields],
    weakened: undefined,
  }),
  property({
    layer: 'watch',
    claim: 'the access log is of this distribution',
    type: 'AWS::Logs::DeliverySource',
    path: 'ResourceArn',
    is: { 'Fn::Join': ['', expect.arrayContaining([{ Ref: expect.stringMatching(/^Distribution/) }])] },
    weakened: 'arn:aws:cloudfront::111122223333:distribution/OTHER',
  }),
  property({
    layer: 'watch',
    claim: 'the access log arrives in its bucket',
    type: 'AWS::Logs::DeliveryDestination',
    path: 'DestinationResourceArn',
    is: attributeOf('AWS::S3::Bucket', 'Arn'),
    weakened: undefined,
  }),
  bucket(
    'the bucket of the access log is private',
    'PublicAccessBlockConfiguration',
    {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    undefined,
  ),
  bucket(
    'it is encrypted',
    'BucketEncryption.ServerSideEncryptionConfiguration',
    [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    undefined,
  ),
  bucket('logs do not outlive their retention', 'LifecycleConfiguration.Rules.0.ExpirationInDays', 365, 3_650),
  bucket('no ACL counts', 'OwnershipControls.Rules.0.ObjectOwnership', 'BucketOwnerEnforced', 'ObjectWriter'),
  property({
    layer: 'watch',
    claim: 'it is reached over TLS only',
    type: 'AWS::S3::BucketPolicy',
    path: 'PolicyDocument.Statement',
    is: expect.arrayContaining([
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    ]),
    weakened: [],
  }),
  property({
    layer: 'watch',
    claim: 'only log delivery of this account may write there',
    type: 'AWS::S3::BucketPolicy',
    path: 'PolicyDocument.Statement.2',
    is: expect.objectContaining({
      Principal: { Service: 'delivery.logs.amazonaws.com' },
      Condition: {
        StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
        ArnLike: { 'aws:SourceArn': expect.anything() },
      },
    }),
    weakened: { Effect: 'Allow', Principal: { Service: 'delivery.logs.amazonaws.com' }, Action: 's3:PutObject' },
  }),
]);
