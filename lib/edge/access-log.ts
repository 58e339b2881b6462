import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnDelivery, CfnDeliveryDestination, CfnDeliverySource } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Config } from '../config';
import { removalPolicy } from '../stack';

export interface AccessLogProps {
  readonly config: Config;
  readonly distribution: Distribution;
}

/**
 * CloudFront's access log, by standard logging v2. The older kind needs a bucket with ACLs and writes every field; this one
 * takes a list, so what may hold a token (query string, cookies, referrer) is never written.
 */
export class AccessLog extends Construct {
  constructor(scope: Construct, id: string, { config, distribution }: AccessLogProps) {
    super(scope, id);
    const bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      lifecycleRules: [{ expiration: Duration.days(config.retention.accessLogDays) }],
      removalPolicy: removalPolicy(config),
    });
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions::AwsSolutions-S1',
      reason:
        'It is a log bucket: logging who writes logs into it would log itself. CloudTrail data events say who reads it.',
    });
    const { account, region, partition } = Stack.of(this);
    bucket.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('delivery.logs.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects(`AWSLogs/${account}/*`)],
        conditions: {
          StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:${partition}:logs:${region}:${account}:delivery-source:*` },
        },
      }),
    );

    const name = `${config.prefix}-edge-access`;
    const source = new CfnDeliverySource(this, 'Source', {
      name,
      logType: 'ACCESS_LOGS',
      resourceArn: distribution.distributionArn,
    });
    const destination = new CfnDeliveryDestination(this, 'Destination', {
      name,
      destinationResourceArn: bucket.bucketArn,
      outputFormat: 'json',
    });
    const delivery = new CfnDelivery(this, 'Delivery', {
      deliverySourceName: source.ref,
      deliveryDestinationArn: destination.attrArn,
      recordFields: [...accessLogFields],
    });
    // A delivery is refused while its bucket does not take it.
    if (bucket.policy !== undefined) delivery.node.addDependency(bucket.policy);
  }
}

/** What is kept of a request. Not `cs-uri-query`, `cs(Cookie)` and `cs(Referer)`: they are where tokens end up by mistake. */
export const accessLogFields = [
  'date',
  'time',
  'x-edge-request-id',
  'c-ip',
  'c-port',
  'cs-method',
  'cs-protocol',
  'cs-protocol-version',
  'x-host-header',
  'cs-uri-stem',
  'cs(User-Agent)',
  'cs-bytes',
  'sc-status',
  'sc-bytes',
  'ssl-protocol',
  'ssl-cipher',
  'time-taken',
  'x-edge-location',
  'x-edge-result-type',
  'x-edge-response-result-type',
  'x-edge-detailed-result-type',
] as const;
