import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetCommand, TransactWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ask } from '../guard/store';
import type { TransferStore } from './logic';
import { accountItem, transferItem, type Transfer } from './schemas';

interface Tables {
  readonly transfers: string;
  readonly accounts: string;
}

/** Transfers in DynamoDB, and the two accounts each of them touches. */
export function transferStore(client: DynamoDBDocumentClient, tables: Tables): TransferStore {
  const get = async (TableName: string, Key: Record<string, string>) => {
    const command = new GetCommand({ TableName, Key, ConsistentRead: true });
    return (await ask(() => client.send(command))).Item;
  };

  return {
    async book(transfer) {
      const command = transaction(tables, transfer);
      return ask(async () => {
        try {
          await client.send(command);
          return 'booked';
        } catch (error) {
          if (error instanceof TransactionCanceledException) return outcomeOf(error);
          throw error;
        }
      });
    },

    async read(transferId) {
      const item = await get(tables.transfers, { transferId });
      return item && transferItem.parse(item);
    },

    async account(accountId) {
      const item = await get(tables.accounts, { accountId });
      return item && accountItem.parse(item);
    },
  };
}

/** The conditions stand in the transaction itself: whatever was read before it may be stale by now. */
function transaction(tables: Tables, transfer: Transfer): TransactWriteCommand {
  const { owner, fromAccountId, toAccountId, amountMinor, currency } = transfer;
  const amount = { ':amount': amountMinor, ':currency': currency };
  return new TransactWriteCommand({
    TransactItems: [
      {
        Put: {
          TableName: tables.transfers,
          Item: transfer,
          ConditionExpression: 'attribute_not_exists(transferId)',
        },
      },
      {
        Update: {
          TableName: tables.accounts,
          Key: { accountId: fromAccountId },
          UpdateExpression: 'SET balanceMinor = balanceMinor - :amount',
          ConditionExpression: '#owner = :owner AND currency = :currency AND balanceMinor >= :amount',
          ExpressionAttributeNames: { '#owner': 'owner' },
          ExpressionAttributeValues: { ...amount, ':owner': owner },
        },
      },
      {
        Update: {
          TableName: tables.accounts,
          Key: { accountId: toAccountId },
          UpdateExpression: 'SET balanceMinor = balanceMinor + :amount',
          ConditionExpression: 'currency = :currency',
          ExpressionAttributeValues: amount,
        },
      },
    ],
  });
}

const othersWrote = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/** A condition that failed is final for this state. That others wrote as well is not. Any other reason is our fault. */
function outcomeOf(error: TransactionCanceledException): 'refused' | 'contended' {
  const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None');
  if (codes.includes('ConditionalCheckFailed')) return 'refused';
  if (codes.some(code => othersWrote.has(code))) return 'contended';
  throw error;
}
