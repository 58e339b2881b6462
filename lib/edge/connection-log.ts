import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  CfnDelivery,
  CfnDeliveryDestination,
  CfnDeliverySource,
  FilterPattern,
  LogGroup,
  MetricFilter,
} from 'aws-cdk-lib/aws-logs';
import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Config } from '../config';
import { names } from '../names';
import { namedRemovalPolicy, retentionDays } from '../stack';

export interface ConnectionLogProps {
  readonly config: Config;
  /** One that asks for client certificates: CloudFront keeps a connection log of no other. */
  readonly distribution: Distribution;
  /** Of the metric that counts refused handshakes. */
  readonly namespace: string;
}

/** What the metric is called. */
export const handshakesRefused = 'HandshakesRefused';

/**
 * CloudFront's connection log: every handshake with its outcome. A handshake that fails never becomes a request, so neither the
 * access log nor the web ACL knows of it, and CloudFront publishes no metric: this log is the only place, and the metric is counted here.
 */
export class ConnectionLog extends Construct {
  constructor(scope: Construct, id: string, { config, distribution, namespace }: ConnectionLogProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Group', {
      logGroupName: names(config).connectionLogGroup,
      retention: retentionDays(config.retention.accessLogDays),
      removalPolicy: namedRemovalPolicy(config),
    });
    const { account, region, partition } = Stack.of(this);
    const policy = logGroup.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('delivery.logs.amazonaws.com')],
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:${partition}:logs:${region}:${account}:*` },
        },
      }),
    );
    const name = `${config.prefix}-connections`;
    const source = new CfnDeliverySource(this, 'Source', {
      name,
      logType: 'CONNECTION_LOGS',
      resourceArn: distribution.distributionArn,
    });
    const destination = new CfnDeliveryDestination(this, 'Destination', {
      name,
      destinationResourceArn: logGroup.logGroupArn,
      outputFormat: 'json',
    });
    const delivery = new CfnDelivery(this, 'Delivery', {
      deliverySourceName: source.ref,
      deliveryDestinationArn: destination.attrArn,
      recordFields: [...connectionLogFields],
    });
    // A delivery is refused while its log group does not take it.
    if (policy.policyDependable !== undefined) delivery.node.addDependency(policy.policyDependable);
    new MetricFilter(this, handshakesRefused, {
      logGroup,
      filterPattern: FilterPattern.stringValue('$.connectionStatus', '!=', 'Success'),
      metricNamespace: namespace,
      metricName: handshakesRefused,
      metricValue: '1',
    });
  }
}

/** What is kept of a handshake. Of the certificate what names it: the log is no copy of the registry. */
const connectionLogFields = [
  'eventTimestamp',
  'connectionId',
  'connectionStatus',
  'clientIp',
  'clientPort',
  'tlsProtocol',
  'clientLeafCertSerialNumber',
  'clientLeafCertIssuer',
  'clientLeafCertValidity',
] as const;
