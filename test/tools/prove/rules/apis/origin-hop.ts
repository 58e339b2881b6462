import { attribute, bucket, lambda, ref, type Resources } from '../fixtures';

/** The CA of the origin hop: a key that two roles may sign with, its certificate, the truststore and the edge's leaf. */
export const originHop: Resources = {
  Bucket: bucket,
  Key: {
    Type: 'AWS::KMS::Key',
    Properties: {
      KeyUsage: 'SIGN_VERIFY',
      KeyPolicy: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: 'arn:aws:iam::111122223333:root' },
            Action: ['kms:DescribeKey', 'kms:PutKeyPolicy'],
            Resource: '*',
          },
          {
            Effect: 'Allow',
            Principal: { AWS: 'arn:aws:iam::111122223333:root' },
            Action: ['kms:GetPublicKey', 'kms:Sign'],
            Condition: { ArnEquals: { 'aws:PrincipalArn': ['arn:aws:iam::111122223333:role/origin-hop-ca'] } },
            Resource: '*',
          },
        ],
      },
    },
  },
  Alias: {
    Type: 'AWS::KMS::Alias',
    Properties: { AliasName: 'alias/origin-hop-ca', TargetKeyId: attribute('Key', 'Arn') },
  },
  Certifier: lambda({ Role: attribute('CertifierRole', 'Arn') }),
  CertifierRole: {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: 'origin-hop-ca',
      AssumeRolePolicyDocument: {
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
    },
  },
  Authority: {
    Type: 'Custom::OriginHopAuthority',
    Properties: {
      ServiceToken: attribute('Certifier', 'Arn'),
      KeyAlias: 'alias/origin-hop-ca',
      Bucket: ref('Bucket'),
      ObjectKey: 'origin-hop/ca.pem',
    },
  },
  Publisher: lambda({ Role: attribute('CertifierRole', 'Arn') }),
  Truststore: {
    Type: 'Custom::OriginHopTruststore',
    Properties: {
      ServiceToken: attribute('Publisher', 'Arn'),
      Bucket: ref('Bucket'),
      AuthorityKeys: ['origin-hop/ca.pem'],
    },
  },
  Issuer: lambda({ Role: attribute('CertifierRole', 'Arn') }),
  Leaf: {
    Type: 'Custom::OriginHopLeaf',
    Properties: {
      ServiceToken: attribute('Issuer', 'Arn'),
      KeyAlias: 'alias/origin-hop-ca',
      AuthorityKey: 'origin-hop/ca.pem',
    },
  },
};
