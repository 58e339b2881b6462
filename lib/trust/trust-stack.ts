import { CustomResource, Duration, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { hasUserPool, type ClientsConfig, type Config } from '../config';
import type { DataStack } from '../data/data-stack';
import { declaredCertificates } from '../identity/partner-certificates';
import { names } from '../names';
import { HandlerFunction } from '../services/handler-function';
import { namedRemovalPolicy, stackProps, type Configured } from '../stack';
import { signing } from './authority-key';
import { Certificates } from './certificates';
import { ClientAuthority } from './client-authority';
import { OriginHopKey } from './origin-hop-key';

/** One generation of the origin-hop CA, as the stacks behind it need it. */
export interface Authority {
  readonly generation: string;
  /** Key of its certificate in the trust bucket. */
  readonly objectKey: string;
  readonly validityDays: number;
  /** The certificate, PEM. */
  readonly certificatePem: string;
}

// The CA outlives its leaves many times over: its end is a rotation that someone plans, never one that surprises.
const authorityDays = 3_650;

export interface TrustStackProps extends Configured {
  readonly data: Pick<DataStack, 'tables' | 'key'>;
}

/** Trust: the private CA that makes the hop from the edge to the API provable, and the bucket its certificates lie in. */
export class TrustStack extends Stack {
  readonly bucket: Bucket;
  /** Of the origin hop. */
  readonly authorities: readonly Authority[];
  /** Issues, registers and revokes certificates of clients, where clients have any. */
  readonly certificatesFunction?: IFunction;

  constructor(scope: Construct, id: string, { config, data }: TrustStackProps) {
    super(scope, id, stackProps(config, 'trust', 'the private CAs and their certificates'));
    this.bucket = this.addBucket(config);
    // Where clients reach the API itself, nobody stands for an edge.
    const generations = config.ingress === 'edge' ? config.originHop.authorities : [];
    const keys = generations.map(
      generation => new OriginHopKey(this, `OriginHop-${generation}`, { config, generation }),
    );
    if (keys.length > 0) {
      const certify = this.addCertifier(config, keys);
      this.authorities = keys.map(key => this.addAuthority(config, key, certify));
    } else this.authorities = [];
    if (config.profile !== 'consumer') this.certificatesFunction = this.addCertificates(config, data).function;
  }

  private addCertificates(config: ClientsConfig, data: TrustStackProps['data']): Certificates {
    const { bucket } = this;
    const issuing =
      config.clients.authority === 'own' ? new ClientAuthority(this, 'Clients', { config, bucket }).issuing : new Map();
    const registrar = new Certificates(this, 'Registrar', { config, bucket, data, issuing });
    // A user pool makes the clients, so there they stand beside it.
    if (config.profile === 'partner' && !hasUserPool(config)) {
      const clients = new Map(config.partners.map(({ name, clientId }) => [name, clientId]));
      declaredCertificates(this, 'Partners', { config, clients })?.node.addDependency(registrar);
    }
    return registrar;
  }

  private addBucket(config: Config): Bucket {
    const bucket = new Bucket(this, 'Certificates', {
      bucketName: names(config).trustBucket(this.account),
      versioned: true,
      // Not under a key of ours: API Gateway reads the truststore for whoever updates the domain, and would need that key.
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy: namedRemovalPolicy(config),
      autoDeleteObjects: !config.production,
    });
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions::AwsSolutions-S1',
      reason:
        'Its objects are certificates, which are shown in every handshake: reading them tells nothing. Writes leave a version each.',
    });
    return bucket;
  }

  private addCertifier(config: Config, keys: readonly OriginHopKey[]): HandlerFunction {
    const { caObject, originCaRole } = names(config);
    const keyArns = keys.map(({ key }) => key.keyArn);
    return new HandlerFunction(this, 'Certify', {
      config,
      entry: 'origin-hop-authority',
      description: `${config.prefix}: certifies the origin-hop CA keys`,
      roleName: originCaRole,
      timeout: Duration.minutes(1),
      statements: [
        new PolicyStatement({ actions: ['kms:Sign'], resources: keyArns, conditions: { StringEquals: signing } }),
        new PolicyStatement({ actions: ['kms:GetPublicKey'], resources: keyArns }),
        new PolicyStatement({
          actions: ['s3:GetObject', 's3:PutObject'],
          resources: keys.map(({ generation }) => this.bucket.arnForObjects(caObject(generation))),
        }),
        // Without it S3 answers 403 for an object that is not there yet, and "not there" could not be told from "forbidden".
        new PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.bucket.bucketArn] }),
      ],
    });
  }

  private addAuthority(config: Config, { generation, alias }: OriginHopKey, certify: HandlerFunction): Authority {
    const { caObject, caSubject, keyAlias } = names(config);
    const authority = new CustomResource(this, `Authority-${generation}`, {
      resourceType: 'Custom::OriginHopAuthority',
      serviceToken: certify.function.functionArn,
      serviceTimeout: Duration.minutes(2),
      properties: {
        KeyAlias: keyAlias(generation),
        Bucket: this.bucket.bucketName,
        ObjectKey: caObject(generation),
        Subject: caSubject(generation),
        ValidityDays: String(authorityDays),
      },
    });
    authority.node.addDependency(alias);
    return {
      generation,
      objectKey: caObject(generation),
      validityDays: authorityDays,
      certificatePem: authority.getAttString('CertificatePem'),
    };
  }
}
