import { attribute, bucket, joined, ref, type Resources } from './fixtures';

/** The access log of the API, the log of the web ACL, and the log of the distribution with all that delivers it. */
export const logs: Resources = {
  AccessLog: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/aws/vendedlogs/api', RetentionInDays: 365 } },
  WafLog: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'aws-waf-logs-edge', RetentionInDays: 90 } },
  WafLogging: {
    Type: 'AWS::WAFv2::LoggingConfiguration',
    Properties: {
      ResourceArn: attribute('WebAcl', 'Arn'),
      LogDestinationConfigs: [joined('arn:aws:logs:us-east-1:', ref('AWS::AccountId'), ':log-group:', ref('WafLog'))],
      LoggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [
          { Behavior: 'KEEP', Requirement: 'MEETS_ANY', Conditions: [{ ActionCondition: { Action: 'BLOCK' } }] },
        ],
      },
      RedactedFields: [{ SingleHeader: { Name: 'authorization' } }, { SingleHeader: { Name: 'cookie' } }],
    },
  },
  EdgeLog: {
    Type: bucket.Type,
    Properties: {
      ...bucket.Properties,
      LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: 365 }] },
    },
  },
  EdgeLogPolicy: {
    Type: 'AWS::S3::BucketPolicy',
    Properties: {
      Bucket: ref('EdgeLog'),
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:*',
            Resource: joined(attribute('EdgeLog', 'Arn'), '/*'),
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
          {
            Effect: 'Allow',
            Principal: { Service: 'delivery.logs.amazonaws.com' },
            Action: 's3:PutObject',
            Resource: joined(attribute('EdgeLog', 'Arn'), '/AWSLogs/', ref('AWS::AccountId'), '/*'),
            Condition: { StringEquals: { 'aws:SourceAccount': ref('AWS::AccountId') } },
          },
        ],
      },
    },
  },
  EdgeLogSource: {
    Type: 'AWS::Logs::DeliverySource',
    Properties: {
      Name: 'edge',
      LogType: 'ACCESS_LOGS',
      ResourceArn: joined('arn:aws:cloudfront::', ref('AWS::AccountId'), ':distribution/', ref('Distribution')),
    },
  },
  EdgeLogEnd: {
    Type: 'AWS::Logs::DeliveryDestination',
    Properties: { Name: 'edge', DestinationResourceArn: attribute('EdgeLog', 'Arn') },
  },
  EdgeLogDelivery: {
    Type: 'AWS::Logs::Delivery',
    Properties: {
      DeliverySourceName: ref('EdgeLogSource'),
      DeliveryDestinationArn: attribute('EdgeLogEnd', 'Arn'),
      RecordFields: ['date', 'time', 'c-ip', 'cs-method', 'cs-uri-stem', 'sc-status'],
    },
  },
};
