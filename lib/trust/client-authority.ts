import { CustomResource, Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { ClientsConfig } from '../config';
import { names } from '../names';
import { HandlerFunction } from '../services/handler-function';
import { AuthorityKey, signing } from './authority-key';

export interface ClientAuthorityProps {
  readonly config: ClientsConfig;
  readonly bucket: Bucket;
}

interface Generation {
  readonly generation: string;
  readonly root: AuthorityKey;
  readonly issuing: AuthorityKey;
}

// A root's end is planned by whoever plans its rotation; an issuing CA ends before it, and both outlive every certificate.
const rootDays = 3_650;
const issuingDays = 1_825;

/** The clients' CA: for each generation a root and an issuing CA under it, two keys in KMS that share nothing with the origin hop. */
export class ClientAuthority extends Construct {
  /** Keys of the issuing CAs, by generation. */
  readonly issuing: ReadonlyMap<string, AuthorityKey>;

  constructor(scope: Construct, id: string, { config, bucket }: ClientAuthorityProps) {
    super(scope, id);
    const generations = config.clients.authorities.map(generation => this.addKeys(config, generation));
    const certify = this.addCertifier(config, bucket, generations);
    for (const { generation, root, issuing } of generations) {
      const resource = this.addCertificates(config, bucket, generation, certify);
      resource.node.addDependency(root.alias, issuing.alias);
    }
    this.issuing = new Map(generations.map(({ generation, issuing }) => [generation, issuing]));
  }

  private addKeys(config: ClientsConfig, generation: string): Generation {
    const { clientKeyAlias, clientCaRole, certificatesRole } = names(config);
    return {
      generation,
      root: new AuthorityKey(this, `Root-${generation}`, {
        config,
        description: `${config.prefix}: root of the clients' CA, generation ${generation}`,
        aliasName: clientKeyAlias('root', generation),
        sid: 'SignTheIssuingCa',
        signers: [clientCaRole],
        readers: [clientCaRole],
      }),
      issuing: new AuthorityKey(this, `Issuing-${generation}`, {
        config,
        description: `${config.prefix}: signs certificates of clients, generation ${generation}`,
        aliasName: clientKeyAlias('issuing', generation),
        sid: 'SignCertificatesOfClients',
        // Who certifies the CA reads this key and does not sign with it.
        signers: [certificatesRole],
        readers: [clientCaRole, certificatesRole],
      }),
    };
  }

  private addCertifier(config: ClientsConfig, bucket: Bucket, generations: readonly Generation[]): HandlerFunction {
    const { clientCaObject, clientCaRole, clientCrlObject } = names(config);
    const objects = generations.flatMap(({ generation }) => [
      clientCaObject('root', generation),
      clientCaObject('issuing', generation),
      clientCrlObject('root', generation),
    ]);
    return new HandlerFunction(this, 'Certify', {
      config,
      entry: 'client-authority',
      description: `${config.prefix}: certifies the keys of the clients' CA`,
      roleName: clientCaRole,
      timeout: Duration.minutes(1),
      statements: [
        new PolicyStatement({
          actions: ['kms:Sign'],
          resources: generations.map(({ root }) => root.key.keyArn),
          conditions: { StringEquals: signing },
        }),
        new PolicyStatement({
          actions: ['kms:GetPublicKey'],
          resources: generations.flatMap(({ root, issuing }) => [root.key.keyArn, issuing.key.keyArn]),
        }),
        new PolicyStatement({
          actions: ['s3:GetObject', 's3:PutObject'],
          resources: objects.map(key => bucket.arnForObjects(key)),
        }),
        // Without it S3 answers 403 for an object that is not there yet, and "not there" could not be told from "forbidden".
        new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }),
      ],
    });
  }

  private addCertificates(
    config: ClientsConfig,
    bucket: Bucket,
    generation: string,
    certify: HandlerFunction,
  ): CustomResource {
    const { clientCaObject, clientCrlObject, clientKeyAlias, clientSubtree } = names(config);
    return new CustomResource(this, `Authority-${generation}`, {
      resourceType: 'Custom::ClientAuthority',
      serviceToken: certify.function.functionArn,
      serviceTimeout: Duration.minutes(2),
      properties: {
        RootKeyAlias: clientKeyAlias('root', generation),
        IssuingKeyAlias: clientKeyAlias('issuing', generation),
        Bucket: bucket.bucketName,
        RootObject: clientCaObject('root', generation),
        IssuingObject: clientCaObject('issuing', generation),
        RootCrlObject: clientCrlObject('root', generation),
        RootSubject: `${clientSubtree}, CN=root ${generation}`,
        IssuingSubject: `${clientSubtree}, CN=issuing ${generation}`,
        Subtree: clientSubtree,
        RootDays: String(rootDays),
        IssuingDays: String(issuingDays),
      },
    });
  }
}
