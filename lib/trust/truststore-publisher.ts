import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Config } from '../config';
import { names } from '../names';
import { HandlerFunction } from '../services/handler-function';

export interface TruststorePublisherProps {
  readonly config: Config;
  /** Whose truststore: `the origin hop`. */
  readonly of: string;
  /** In the trust bucket; every bundle lies there under the hash of its content. */
  readonly folder: string;
  /** Keys of the CAs there that go into it. */
  readonly authorityKeys: readonly string[];
  /** ARNs of objects elsewhere that do. */
  readonly others?: readonly string[];
}

/** The function that publishes a truststore to the trust bucket: it reads the CAs and writes into one folder. */
export class TruststorePublisher extends HandlerFunction {
  constructor(scope: Construct, id: string, props: TruststorePublisherProps) {
    const { config, folder, authorityKeys, others = [] } = props;
    const { account, partition } = Stack.of(scope);
    const bucketArn = `arn:${partition}:s3:::${names(config).trustBucket(account)}`;
    const published = `${bucketArn}/${folder}/*`;
    super(scope, id, {
      config,
      entry: 'truststore',
      description: `${config.prefix}: publishes the truststore of ${props.of}`,
      timeout: Duration.minutes(1),
      statements: [
        new PolicyStatement({
          actions: ['s3:GetObject'],
          resources: [...authorityKeys.map(key => `${bucketArn}/${key}`), published, ...others],
        }),
        new PolicyStatement({ actions: ['s3:PutObject'], resources: [published] }),
        // Without it S3 answers 403 for an object that is not there yet, and "not there" could not be told from "forbidden".
        new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucketArn] }),
      ],
    });
    Validations.of(this.role).acknowledge({
      id: `AwsSolutions::AwsSolutions-IAM5[Resource::${published.replace(account, config.account ?? '<AWS::AccountId>')}]`,
      reason: 'The key of a bundle is the hash of its content, which nobody knows before it is published.',
    });
  }
}
