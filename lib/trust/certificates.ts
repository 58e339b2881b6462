import { Duration, Stack } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { ClientsConfig } from '../config';
import type { DataStack } from '../data/data-stack';
import { byRevoked } from '../data/tables';
import { names } from '../names';
import { HandlerFunction } from '../services/handler-function';
import { signing, type AuthorityKey } from './authority-key';
import { repositoryBundle } from './truststore-folder';

export interface CertificatesProps {
  readonly config: ClientsConfig;
  readonly bucket: Bucket;
  readonly data: Pick<DataStack, 'tables' | 'key'>;
  /** Keys of our issuing CAs by generation; empty where certificates come from elsewhere. */
  readonly issuing: ReadonlyMap<string, AuthorityKey>;
}

/** Certificates of a partner's client, where no `perUser` says how many. */
const perPartner = 10;

/** The one function that issues, registers and revokes certificates of clients, and once a day publishes revocation lists. */
export class Certificates extends HandlerFunction {
  constructor(scope: Construct, id: string, { config, bucket, data, issuing }: CertificatesProps) {
    const { certificatesFunction, certificatesRole, certificatesTable, clientSubtree } = names(config);
    const { clients } = config;
    const generations = [...issuing.keys()].sort(
      (a, b) => Number(b === clients.signing) - Number(a === clients.signing),
    );
    const places = generations.map(generation => placeOf(config, generation));
    const ends = repositoryBundle(config)?.firstEnd;
    super(scope, id, {
      config,
      entry: 'certificates',
      description: `${config.prefix}: issues, registers and revokes certificates of clients`,
      functionName: certificatesFunction,
      roleName: certificatesRole,
      timeout: Duration.seconds(60),
      memoryMb: 512,
      environment: {
        CERTIFICATES_TABLE: certificatesTable,
        TRUST_BUCKET: bucket.bucketName,
        AUTHORITIES: JSON.stringify(places),
        SUBTREE: clientSubtree,
        CERTIFICATE_DAYS: String(clients.certificateDays),
        DEVICES_PER_OWNER: String('perUser' in clients ? clients.perUser : perPartner),
        ...(ends === undefined ? {} : { TRUSTSTORE_ENDS: ends.toISOString() }),
        POWERTOOLS_SERVICE_NAME: 'certificates',
        POWERTOOLS_METRICS_NAMESPACE: 'Portcullis',
      },
      statements: [
        ...tableStatements(scope, data),
        ...signingStatements([...issuing.values()]),
        new PolicyStatement({
          actions: ['s3:GetObject'],
          resources: places.flatMap(({ object, crl }) => [bucket.arnForObjects(object), bucket.arnForObjects(crl)]),
        }),
        new PolicyStatement({
          actions: ['s3:PutObject'],
          resources: places.map(({ crl }) => bucket.arnForObjects(crl)),
        }),
        // Without it S3 answers 403 for a list that is not there yet, and "not there" could not be told from "forbidden".
        new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }),
      ].filter(statement => statement.resources.length > 0),
    });
    new Rule(this, 'Daily', {
      description: `${config.prefix}: revocation lists, and how long certificates and CAs still live`,
      schedule: Schedule.rate(Duration.days(1)),
      targets: [new LambdaFunction(this.function, { event: RuleTargetInput.fromObject({ action: 'daily' }) })],
    });
  }
}

const placeOf = (config: ClientsConfig, generation: string) => {
  const { clientKeyAlias, clientCaObject, clientCrlObject } = names(config);
  return {
    keyAlias: clientKeyAlias('issuing', generation),
    object: clientCaObject('issuing', generation),
    crl: clientCrlObject('issuing', generation),
  };
};

function tableStatements(scope: Construct, { tables, key }: CertificatesProps['data']): PolicyStatement[] {
  const arn = tables.certificates?.tableArn;
  if (arn === undefined) throw new Error('lib/trust: there is no registry of certificates in this profile');
  const { region, urlSuffix } = Stack.of(scope);
  return [
    new PolicyStatement({
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:Scan'],
      resources: [arn],
    }),
    new PolicyStatement({ actions: ['dynamodb:Query'], resources: [`${arn}/index/${byRevoked}`] }),
    new PolicyStatement({
      actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
      resources: [key.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${region}.${urlSuffix}` } },
    }),
  ];
}

const signingStatements = (keys: readonly AuthorityKey[]): PolicyStatement[] => {
  const resources = keys.map(({ key }) => key.keyArn);
  return [
    new PolicyStatement({ actions: ['kms:Sign'], resources, conditions: { StringEquals: signing } }),
    new PolicyStatement({ actions: ['kms:GetPublicKey'], resources }),
  ];
};
