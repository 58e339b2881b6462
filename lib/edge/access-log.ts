import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnDelivery, CfnDeliveryDestination, CfnDeliverySource } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Config } from '../config';
import type { Door } from './distribution';
import { removalPolicy } from '../stack';
import { pascal } from '../watch/alarm';

export interface AccessLogProps {
  readonly config: Config;
  /** By door: the API's, and enrolment's where there is one. */
  readonly distributions: Readonly<Partial<Record<Door['name'], Distribution>>>;
}

/**
 * CloudFront's access log, by standard logging v2. The older kind needs a bucket with ACLs and writes every field; this one
 * takes a list, so what may hold a token (query string, cookies, referrer) is never written.
 */
export class AccessLog extends Construct {
  constructor(scope: Construct, id: string, { config, distributions }: AccessLogProps) {
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

    const destination = new CfnDeliveryDestination(this, 'Destination', {
      name: `${config.prefix}-edge-access`,
      destinationResourceArn: bucket.bucketArn,
      outputFormat: 'json',
    });
    let last: Construct | undefined;
    for (const [door, { distributionArn }] of Object.entries(distributions)) {
      const delivery = this.deliver(config, door, distributionArn, destination);
      // A delivery is refused while its bucket does not take it, or while another to the same place is being made.
      if (bucket.policy !== undefined) delivery.node.addDependency(bucket.policy);
      if (last !== undefined) delivery.node.addDependency(last);
      last = delivery;
    }
  }

  private deliver(config: Config, door: string, resourceArn: string, destination: CfnDeliveryDestination): CfnDelivery {
    const [id, name] = door === 'api' ? ['', 'edge'] : [pascal(door), door];
    const source = new CfnDeliverySource(this, `${id}Source`, {
      name: `${config.prefix}-${name}-access`,
      logType: 'ACCESS_LOGS',
      resourceArn,
    });
    return new CfnDelivery(this, `${id}Delivery`, {
      deliverySourceName: source.ref,
      deliveryDestinationArn: destination.attrArn,
      recordFields: [...accessLogFields],
    });
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
