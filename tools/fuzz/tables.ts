import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

export const keyed = (TableName: string, AttributeName: string): CreateTableCommandInput => ({
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName, KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName, AttributeType: 'S' }],
});

/** What everybody has some of: found by its key, and listed by its owner. */
const owned = (TableName: string, key: string): CreateTableCommandInput => ({
  ...keyed(TableName, key),
  AttributeDefinitions: [key, 'owner'].map(AttributeName => ({ AttributeName, AttributeType: 'S' as const })),
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byOwner',
      KeySchema: [
        { AttributeName: 'owner', KeyType: 'HASH' },
        { AttributeName: key, KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
});

/** The tables that the services ask, with the keys that lib/data gives them. */
export const tables: readonly CreateTableCommandInput[] = [
  owned('accounts', 'accountId'),
  owned('certificates', 'id'),
  keyed('transfers', 'transferId'),
  keyed('revocations', 'subject'),
  keyed('proofs', 'id'),
];
