import { CustomResource, Duration, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Config } from '../config';
import { names } from '../names';
import { HandlerFunction } from '../services/handler-function';
import type { TrustStack } from '../trust/trust-stack';

export interface TruststoreProps {
  readonly config: Config;
  readonly trust: Pick<TrustStack, 'bucket' | 'authorities'>;
}

/**
 * The published truststore. It stands beside the domain that uses it: across stacks, CDK would skip the domain's stack when
 * only the content changed, and the domain would keep trusting the old CA.
 */
export class Truststore extends Construct {
  readonly resource: CustomResource;

  constructor(scope: Construct, id: string, { config, trust: { bucket, authorities } }: TruststoreProps) {
    super(scope, id);
    const authorityKeys = authorities.map(({ objectKey }) => objectKey);
    const { account, partition } = Stack.of(this);
    const bucketArn = `arn:${partition}:s3:::${names(config).trustBucket(account)}`;
    const published = `${bucketArn}/origin-hop/truststore/*`;
    const { function: publish, role } = new HandlerFunction(this, 'Publish', {
      config,
      entry: 'truststore',
      description: `${config.prefix}: publishes the truststore of the origin hop`,
      timeout: Duration.minutes(1),
      statements: [
        new PolicyStatement({
          actions: ['s3:GetObject'],
          resources: [...authorityKeys.map(key => `${bucketArn}/${key}`), published],
        }),
        new PolicyStatement({ actions: ['s3:PutObject'], resources: [published] }),
        // Without it S3 answers 403 for an object that is not there yet, and "not there" could not be told from "forbidden".
        new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucketArn] }),
      ],
    });
    Validations.of(role).acknowledge({
      id: `AwsSolutions::AwsSolutions-IAM5[Resource::${published.replace(account, config.account ?? '<AWS::AccountId>')}]`,
      reason: 'The key of a bundle is the hash of its content, which nobody knows before it is published.',
    });
    this.resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::OriginHopTruststore',
      serviceToken: publish.functionArn,
      serviceTimeout: Duration.minutes(2),
      properties: {
        Bucket: bucket.bucketName,
        Folder: 'origin-hop/truststore',
        AuthorityKeys: authorityKeys,
        // Not read by the function: what makes the certificates other certificates must make this another resource.
        Authorities: authorities.map(({ generation }) => generation),
        ValidityDays: authorities.map(({ validityDays }) => String(validityDays)),
      },
    });
  }
}
