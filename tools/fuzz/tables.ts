import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

const keyed = (TableName: string, AttributeName: string): CreateTableCommandInput => ({
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName, KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName, AttributeType: 'S' }],
});

/** The tables that the services ask, with the keys that lib/data gives them. */
export const tables: readonly CreateTableCommandInput[] = [
  {
    ...keyed('accounts', 'accountId'),
    AttributeDefinitions: ['accountId', 'owner'].map(AttributeName => ({ AttributeName, AttributeType: 'S' as const })),
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byOwner',
        KeySchema: [
          { AttributeName: 'owner', KeyType: 'HASH' },
          { AttributeName: 'accountId', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  },
  {
    ...keyed('certificates', 'id'),
    AttributeDefinitions: ['id', 'owner'].map(AttributeName => ({ AttributeName, AttributeType: 'S' as const })),
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byOwner',
        KeySchema: [
          { AttributeName: 'owner', KeyType: 'HASH' },
          { AttributeName: 'id', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  },
  keyed('transfers', 'transferId'),
  keyed('revocations', 'subject'),
  keyed('proofs', 'id'),
];
