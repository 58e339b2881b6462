import { Stack } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption, type TableProps } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { removalPolicy, stackProps, type Configured } from '../stack';
import { byOwner, type TableName } from './tables';

/** Data: what the services keep, under a key of our own, recoverable to any second of the last 35 days. */
export class DataStack extends Stack {
  readonly key: Key;
  readonly tables: Readonly<Record<TableName, Table>>;

  constructor(scope: Construct, id: string, { config }: Configured) {
    super(scope, id, stackProps(config, 'data', 'the tables of the services'));

    this.key = new Key(this, 'Key', {
      description: `${config.prefix}: encrypts the tables`,
      enableKeyRotation: true,
      removalPolicy: removalPolicy(config),
    });
    const common = {
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: this.key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: config.production,
      removalPolicy: removalPolicy(config),
    } satisfies Partial<TableProps>;

    const accounts = new Table(this, 'Accounts', {
      ...common,
      partitionKey: { name: 'accountId', type: AttributeType.STRING },
    });
    accounts.addGlobalSecondaryIndex({
      indexName: byOwner,
      partitionKey: { name: 'owner', type: AttributeType.STRING },
      sortKey: { name: 'accountId', type: AttributeType.STRING },
    });
    const transfers = new Table(this, 'Transfers', {
      ...common,
      partitionKey: { name: 'transferId', type: AttributeType.STRING },
    });
    this.tables = { accounts, transfers };
  }
}
