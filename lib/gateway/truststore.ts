import { CustomResource, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Config } from '../config';
import type { TrustStack } from '../trust/trust-stack';
import { TruststorePublisher } from '../trust/truststore-publisher';

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
    const folder = 'origin-hop/truststore';
    const { function: publish } = new TruststorePublisher(this, 'Publish', {
      config,
      of: 'the origin hop',
      folder,
      authorityKeys,
    });
    this.resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::OriginHopTruststore',
      serviceToken: publish.functionArn,
      serviceTimeout: Duration.minutes(2),
      properties: {
        Bucket: bucket.bucketName,
        Folder: folder,
        AuthorityKeys: authorityKeys,
        // Not read by the function: what makes the certificates other certificates must make this another resource.
        Authorities: authorities.map(({ generation }) => generation),
        ValidityDays: authorities.map(({ validityDays }) => String(validityDays)),
      },
    });
  }
}
