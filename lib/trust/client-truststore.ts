import { Annotations, CfnOutput, CustomResource, Duration, Stack } from 'aws-cdk-lib';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { ConfigError, type ClientsConfig } from '../config';
import { names } from '../names';
import { repositoryBundle } from './truststore-folder';
import { TruststorePublisher } from './truststore-publisher';
import { x509 } from './x509';

export interface ClientTruststoreProps {
  readonly config: ClientsConfig;
}

/**
 * The CAs whose clients are let in: ours in KMS, if there is one, and the PEM files of `config/<env>/truststore/`. It stands in the
 * stack of the distribution or domain that uses it, for a value that rotates must not cross a stack; from us-east-1 it publishes
 * to the trust bucket of the home Region all the same.
 */
export class ClientTruststore extends Construct {
  /** Attributes Uri, Bucket, Key, Version, Fingerprint. */
  readonly resource: CustomResource;

  constructor(scope: Construct, id: string, { config }: ClientTruststoreProps) {
    super(scope, id);
    const { account } = Stack.of(this);
    const { trustBucket, clientCaObject } = names(config);
    const folder = 'clients/truststore';
    const authorityKeys =
      config.clients.authority === 'own'
        ? config.clients.authorities.flatMap(generation => [
            clientCaObject('root', generation),
            clientCaObject('issuing', generation),
          ])
        : [];
    const asset = this.addBundle(config);
    if (asset === undefined && authorityKeys.length === 0)
      throw new ConfigError(
        `config/${config.env}/truststore: got no PEM file, takes one CA or more: without a CA of ours (clients.authority) nobody could come in`,
      );
    const { function: publish } = new TruststorePublisher(this, 'Publish', {
      config,
      of: 'the clients',
      folder,
      authorityKeys,
      others: asset === undefined ? [] : [asset.bucket.arnForObjects(asset.s3ObjectKey)],
    });
    this.resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::ClientTruststore',
      serviceToken: publish.functionArn,
      serviceTimeout: Duration.minutes(2),
      properties: {
        Bucket: trustBucket(account),
        BucketRegion: config.region,
        Folder: folder,
        ...(authorityKeys.length === 0 ? {} : { AuthorityKeys: authorityKeys }),
        ...(asset === undefined ? {} : { Bundles: [asset.s3ObjectUrl] }),
      },
    });
    this.addOutput('ClientTruststore', this.resource.getAttString('Uri'), 'The truststore in force: its bundle');
  }

  /** The repository's CAs, uploaded before CloudFormation runs; their hash in the outputs is what `trust diff` compares. */
  private addBundle(config: ClientsConfig): Asset | undefined {
    const bundle = repositoryBundle(config);
    this.addOutput(
      'ClientTruststoreSource',
      bundle?.fingerprint ?? 'none',
      `SHA-256 of the CAs in config/${config.env}/truststore as deployed`,
    );
    if (bundle === undefined) return undefined;
    for (const warning of bundle.warnings)
      Annotations.of(this).addWarningV2('portcullis:truststore', x509().describeFinding(warning));
    return new Asset(this, 'Bundle', { path: bundle.path });
  }

  private addOutput(name: string, value: string, description: string): void {
    new CfnOutput(this, name, { value, description }).overrideLogicalId(name);
  }
}
