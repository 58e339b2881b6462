import { GetCommand, QueryCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ask } from '../guard/store';
import { accountItem } from './schemas';
import type { AccountStore } from './logic';

/** Accounts in DynamoDB: the table by `accountId`, its index `byOwner` by `owner` and `accountId`. */
export const accountStore = (client: DynamoDBDocumentClient, table: string): AccountStore => ({
  async read(accountId) {
    const get = new GetCommand({ TableName: table, Key: { accountId }, ConsistentRead: true });
    const { Item } = await ask(() => client.send(get));
    return Item && accountItem.parse(Item);
  },

  async listOf(owner, { limit, after }) {
    const query = new QueryCommand({
      TableName: table,
      IndexName: 'byOwner',
      KeyConditionExpression: '#owner = :owner',
      ExpressionAttributeNames: { '#owner': 'owner' },
      ExpressionAttributeValues: { ':owner': owner },
      ExclusiveStartKey: after === undefined ? undefined : { owner, accountId: after },
      Limit: limit,
    });
    const { Items = [], LastEvaluatedKey } = await ask(() => client.send(query));
    return { accounts: Items.map(item => accountItem.parse(item)), more: LastEvaluatedKey !== undefined };
  },
});
