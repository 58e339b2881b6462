import { CfnOutput, Stack } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption, type TableProps } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Config } from '../config';
import { names } from '../names';
import { namedRemovalPolicy, removalPolicy, stackProps, type Configured } from '../stack';
import { byOwner, byRevoked, tablesOf, type TableName } from './tables';

/** Data: what the services and the guard keep, under a key of our own, recoverable to any second of the last 35 days. */
export class DataStack extends Stack {
  readonly key: Key;
  /** The tables of the profile ({@link tablesOf}). */
  readonly tables: Readonly<Partial<Record<TableName, Table>>>;

  constructor(scope: Construct, id: string, { config }: Configured) {
    super(scope, id, stackProps(config, 'data', 'the tables of the services'));

    this.key = new Key(this, 'Key', {
      description: `${config.prefix}: encrypts the tables`,
      enableKeyRotation: true,
      removalPolicy: removalPolicy(config),
    });
    if (config.profile !== 'consumer') this.key.addAlias(names(config).dataKeyAlias);
    const common = {
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: this.key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: config.production,
      removalPolicy: removalPolicy(config),
    } satisfies Partial<TableProps>;
    const make: Readonly<Record<TableName, () => Table>> = {
      accounts: () => this.accounts(common),
      transfers: () => this.keyed('Transfers', 'transferId', common),
      certificates: () => this.certificates(config, common),
      // Ends by itself once the last token it refuses has expired.
      revocations: () => this.keyed('Revocations', 'subject', { ...common, timeToLiveAttribute: 'expiresAt' }),
      idempotency: () => this.keyed('Idempotency', 'id', { ...common, timeToLiveAttribute: 'expiration' }),
      proofs: () => this.keyed('Proofs', 'id', { ...common, timeToLiveAttribute: 'expiresAt' }),
    };
    this.tables = Object.fromEntries(tablesOf(config.profile).map(name => [name, make[name]()]));
    new CfnOutput(this, 'RevocationsTable', {
      description: 'where `portcullis revoke` writes',
      value: this.tables.revocations?.tableName ?? '',
    });
  }

  private keyed(id: string, key: string, props: Omit<TableProps, 'partitionKey'>): Table {
    return new Table(this, id, { ...props, partitionKey: { name: key, type: AttributeType.STRING } });
  }

  private accounts(props: Omit<TableProps, 'partitionKey'>): Table {
    const table = this.keyed('Accounts', 'accountId', props);
    table.addGlobalSecondaryIndex({
      indexName: byOwner,
      partitionKey: { name: 'owner', type: AttributeType.STRING },
      sortKey: { name: 'accountId', type: AttributeType.STRING },
    });
    return table;
  }

  /** Every certificate of a client that we issued or were told of, and to whom it belongs: what the guard binds tokens to. */
  private certificates(config: Config, props: Omit<TableProps, 'partitionKey'>): Table {
    const table = this.keyed('CertificateRegistry', 'id', {
      ...props,
      tableName: names(config).certificatesTable,
      timeToLiveAttribute: 'expiresAt',
      removalPolicy: namedRemovalPolicy(config),
    });
    for (const [indexName, name] of [
      [byOwner, 'owner'],
      [byRevoked, 'revoked'],
    ] as const)
      table.addGlobalSecondaryIndex({
        indexName,
        partitionKey: { name, type: AttributeType.STRING },
        sortKey: { name: 'id', type: AttributeType.STRING },
      });
    return table;
  }
}
