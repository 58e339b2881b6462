import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic, type ITopic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Config } from '../config';
import { alarm, type AlarmSpec } from './alarm';

export interface WatchProps {
  readonly config: Config;
  /** The alarms of this Region; the topic is there because it is watched too. */
  readonly alarms: (topic: ITopic) => readonly AlarmSpec[];
}

/** One Region's alarms with their topic and its key: an alarm can only tell a topic of its own Region. */
export class Watch extends Construct {
  constructor(scope: Construct, id: string, { config, alarms }: WatchProps) {
    super(scope, id);
    const topic = this.topic(config);
    for (const spec of alarms(topic)) alarm(this, spec, { prefix: config.prefix, topic });
  }

  private topic(config: Config): Topic {
    const cloudwatch = new ServicePrincipal('cloudwatch.amazonaws.com');
    const key = new Key(this, 'Key', {
      description: `${config.prefix}: alarm notifications`,
      enableKeyRotation: true,
      // Messages are gone once delivered: there is nothing to keep the key for.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // The AWS-managed key of SNS does not let CloudWatch in, and alarms then fail without a trace (aws-cdk #11121). No
    // condition on the source: CloudWatch does not promise to send one with its KMS calls. The topic's policy has it.
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [cloudwatch],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
      }),
    );

    const topic = new Topic(this, 'Topic', { masterKey: key, enforceSSL: true });
    const { account } = Stack.of(this);
    // A topic with a policy of its own loses the default one, under which the account's alarms could publish.
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [cloudwatch],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: {
            'aws:SourceArn': Stack.of(this).formatArn({
              service: 'cloudwatch',
              resource: 'alarm',
              resourceName: `${config.prefix}-*`,
              arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            }),
          },
        },
      }),
    );
    for (const recipient of config.alarms.recipients) topic.addSubscription(new EmailSubscription(recipient));
    return topic;
  }
}
