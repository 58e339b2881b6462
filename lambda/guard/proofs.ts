import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ask } from './store';

/** What proofs of possession need to be remembered by, for all instances of all functions together. */
export interface ProofStore {
  /** RFC 7638 thumbprint of the key that was registered to the session, consistently read. */
  keyOf(sessionId: string): Promise<string | undefined>;
  /** Registers the session's key, the first time only. Gives the key that is registered now. Times in seconds since 1970. */
  register(sessionId: string, keyThumbprint: string, expiresAt: number): Promise<string>;
  /** Notes that a proof was used. False where it was used before. */
  use(keyThumbprint: string, jti: string, expiresAt: number): Promise<boolean>;
  /** The nonce of a stretch of time: the first to ask makes it, everybody gets the same. */
  nonce(period: string, made: string, expiresAt: number): Promise<string>;
}

const key = z.object({ keyThumbprint: z.string() });
const nonce = z.object({ nonce: z.string() });

/** In DynamoDB: one table, whose items end by themselves. */
export function proofStore(client: DynamoDBDocumentClient, table: string): ProofStore {
  const get = async (id: string) => {
    const command = new GetCommand({ TableName: table, Key: { id }, ConsistentRead: true });
    return (await ask(() => client.send(command))).Item;
  };

  /** False where there is such an item already: of all who put it at once, one wins. */
  const put = (item: { readonly id: string } & Record<string, unknown>): Promise<boolean> => {
    const command = new PutCommand({ TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(id)' });
    return ask(async () => {
      try {
        await client.send(command);
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    });
  };

  const keyOf = async (sessionId: string): Promise<string | undefined> => {
    const item = await get(`key#${sessionId}`);
    return item && key.parse(item).keyThumbprint;
  };

  return {
    keyOf,
    async register(sessionId, keyThumbprint, expiresAt) {
      if (await put({ id: `key#${sessionId}`, keyThumbprint, expiresAt })) return keyThumbprint;
      return key.parse({ keyThumbprint: await keyOf(sessionId) }).keyThumbprint;
    },
    use: (keyThumbprint, jti, expiresAt) => put({ id: `proof#${keyThumbprint}#${jti}`, expiresAt }),
    async nonce(period, made, expiresAt) {
      const id = `nonce#${period}`;
      const found = await get(id);
      if (found !== undefined) return nonce.parse(found).nonce;
      return (await put({ id, nonce: made, expiresAt })) ? made : nonce.parse(await get(id)).nonce;
    },
  };
}
