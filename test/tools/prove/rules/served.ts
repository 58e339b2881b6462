import type { Json } from '../../../../tools/prove/json';
import { attribute, joined, lambda, ref, type Resources } from './fixtures';

/** A function with our guard, its role, its log, its table and the table's key. */

const trust: Json = {
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

export const service: Resources = {
  Function: lambda({
    Role: attribute('Role', 'Arn'),
    Timeout: 10,
    LoggingConfig: { LogGroup: ref('Logs') },
    Environment: {
      Variables: {
        PROFILE: 'consumer',
        INGRESS: 'edge',
        ISSUER: 'https://issuer.example.com',
        CLIENT_IDS: 'app',
        RESOURCE_SERVER: 'wallet',
        ORIGIN_HOP_AUTHORITIES: attribute('Authority', 'CertificatePem'),
        ORIGIN_HOP_IDENTITY: 'urn:portcullis:edge:test',
        MAX_BODY_BYTES: '8192',
        REVOCATIONS_TABLE: ref('Table'),
        POWERTOOLS_METRICS_NAMESPACE: 'Portcullis',
        POWERTOOLS_SERVICE_NAME: 'accounts',
        TABLE: ref('Table'),
      },
    },
  }),
  Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust } },
  Policy: {
    Type: 'AWS::IAM::Policy',
    Properties: {
      PolicyName: 'accounts',
      Roles: [ref('Role')],
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Resource: attribute('Logs', 'Arn'),
          },
          {
            Effect: 'Allow',
            Action: ['dynamodb:GetItem', 'dynamodb:Query'],
            Resource: [attribute('Table', 'Arn'), joined(attribute('Table', 'Arn'), '/index/*')],
          },
          {
            Effect: 'Allow',
            Action: 'kms:Decrypt',
            Resource: attribute('TableKey', 'Arn'),
            Condition: { StringEquals: { 'kms:ViaService': 'dynamodb.us-east-1.amazonaws.com' } },
          },
        ],
      },
    },
  },
  Logs: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 90 } },
  Table: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: attribute('TableKey', 'Arn') },
    },
  },
  OtherTable: { Type: 'AWS::DynamoDB::Table', Properties: {} },
  TableKey: {
    Type: 'AWS::KMS::Key',
    Properties: {
      EnableKeyRotation: true,
      KeyPolicy: {
        Statement: [
          { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*', Resource: '*' },
        ],
      },
    },
  },
};
