import { QueryCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ask } from '../guard/store';
import type { DeviceStore } from './logic';
import { registryItem } from './schemas';

/**
 * The registry's index `byOwner`. An index may lag a moment: a device that was enrolled just now may not be listed yet. What is refused
 * never depends on it, because the guard and the certificates function read the rows themselves.
 */
export const deviceStore = (client: DynamoDBDocumentClient, table: string): DeviceStore => ({
  async certificatesOf(owner) {
    const query = new QueryCommand({
      TableName: table,
      IndexName: 'byOwner',
      KeyConditionExpression: '#owner = :owner',
      ExpressionAttributeNames: { '#owner': 'owner' },
      ExpressionAttributeValues: { ':owner': owner },
      // A few devices, a certificate or two a month, forgotten a month after their end: far under a page.
      Limit: 500,
    });
    const { Items = [] } = await ask(() => client.send(query));
    return Items.map(item => registryItem.parse(item));
  },
});
