import type { Json, TemplateResource } from '../../../../tools/prove/json';
import { attribute, joined, ref, type Resources } from './fixtures';

/** Alarms on the API, its web ACL and its guard, and the topic that they tell. */

const alarm = (
  metric: Readonly<Record<string, Json>>,
  dimensions: Readonly<Record<string, Json>>,
): TemplateResource => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    Namespace: 'Portcullis',
    Statistic: 'Sum',
    Period: 300,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
    AlarmActions: [ref('Topic')],
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    ...metric,
  },
});

export const alarms: Resources = {
  ApiErrors: alarm({ Namespace: 'AWS/ApiGateway', MetricName: '5xx' }, { ApiId: ref('Api'), Stage: '$default' }),
  EdgeBlocks: alarm({ Namespace: 'AWS/WAFV2', MetricName: 'BlockedRequests' }, { WebACL: 'edge', Rule: 'ALL' }),
  HopExpires: alarm(
    {
      Namespace: 'AWS/CertificateManager',
      MetricName: 'DaysToExpiry',
      Statistic: 'Minimum',
      Period: 86_400,
      Threshold: 45,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'ignore',
    },
    { CertificateArn: ref('Leaf') },
  ),
  HopRefused: alarm({ MetricName: 'Refused' }, { service: 'accounts', Stage: 'hop' }),
  TokenRefused: alarm({ MetricName: 'Refused' }, { service: 'accounts', Stage: 'token' }),
  Failed: alarm({ MetricName: 'Failed' }, { service: 'accounts' }),
  Unauthorized: alarm({ Namespace: 'Log', MetricName: 'Unauthorized' }, {}),
  UnauthorizedFilter: {
    Type: 'AWS::Logs::MetricFilter',
    Properties: {
      LogGroupName: ref('AccessLog'),
      FilterPattern: '{ $.status = "401" }',
      MetricTransformations: [{ MetricNamespace: 'Log', MetricName: 'Unauthorized', MetricValue: '1' }],
    },
  },
  Topic: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: attribute('TopicKey', 'Arn') } },
  TopicKey: {
    Type: 'AWS::KMS::Key',
    Properties: {
      KeyPolicy: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
            Resource: '*',
          },
        ],
      },
    },
  },
  TopicPolicy: {
    Type: 'AWS::SNS::TopicPolicy',
    Properties: {
      Topics: [ref('Topic')],
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            Resource: ref('Topic'),
            Condition: {
              ArnLike: {
                'aws:SourceArn': joined('arn:aws:cloudwatch:us-east-1:', ref('AWS::AccountId'), ':alarm:app-*'),
              },
            },
          },
        ],
      },
    },
  },
  Subscription: {
    Type: 'AWS::SNS::Subscription',
    Properties: { TopicArn: ref('Topic'), Protocol: 'email', Endpoint: 'on-call@example.com' },
  },
};
