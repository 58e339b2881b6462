import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { unavailable } from './problem';
import { ask } from './store';

/** What can be revoked, as the deny-list names it. */
export const revocable = {
  session: (originJti: string): string => `session#${originJti}`,
  user: (sub: string): string => `user#${sub}`,
  certificate: (thumbprint: string): string => `certificate#${thumbprint}`,
};

/** An entry of the deny-list. It says why and by whom as well, for people. */
const revocation = z.object({
  subject: z.string(),
  /** Seconds since 1970. Of a user it ends what began before; of a session or a certificate, everything. */
  revokedAt: z.int(),
});

export type Revocation = z.output<typeof revocation>;

export interface RevocationList {
  /** The entries there are, of the subjects asked for: four at most. */
  read(subjects: readonly string[]): Promise<readonly Revocation[]>;
}

/** The deny-list in DynamoDB, read consistently and in one request. An answer that leaves a subject out is no answer. */
export const revocationList = (client: DynamoDBDocumentClient, table: string): RevocationList => ({
  async read(subjects) {
    const batch = new BatchGetCommand({
      RequestItems: { [table]: { Keys: subjects.map(subject => ({ subject })), ConsistentRead: true } },
    });
    const { Responses, UnprocessedKeys } = await ask(() => client.send(batch));
    const items = Responses?.[table];
    if (items === undefined || Object.keys(UnprocessedKeys ?? {}).length > 0) throw unavailable('store_unavailable');
    return items.map(item => revocation.parse(item));
  },
});

/** An entry as it is written: what the guard reads, and for people why, by whom, and in which request. */
interface RevocationEntry extends Revocation {
  readonly reason: string;
  readonly by: string;
  readonly correlationId: string;
  /** Seconds since 1970, after everything that it refuses has expired. */
  readonly expiresAt: number;
}

export interface Revoker {
  revoke(entry: RevocationEntry): Promise<void>;
}

/** Writes the deny-list. Of two entries on one subject the later stays, whichever arrives last. */
export const revoker = (client: DynamoDBDocumentClient, table: string): Revoker => ({
  async revoke(entry) {
    const put = new PutCommand({
      TableName: table,
      Item: entry,
      ConditionExpression: 'attribute_not_exists(subject) OR revokedAt <= :revokedAt',
      ExpressionAttributeValues: { ':revokedAt': entry.revokedAt },
    });
    await ask(async () => {
      try {
        await client.send(put);
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    });
  },
});
