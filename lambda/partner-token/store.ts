import { QueryCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';

/** A certificate of the registry, as far as the choice of one needs it. */
const registered = z.object({
  thumbprint: z.string().regex(/^[0-9a-f]{64}$/),
  state: z.enum(['active', 'revoked']),
  /** ISO 8601. */
  issuedAt: z.iso.datetime({ offset: true }),
  notAfter: z.iso.datetime({ offset: true }),
});

export type Certificate = z.output<typeof registered>;

/** Gives every certificate that is registered to a client, whatever its state. */
export type CertificatesOf = (clientId: string) => Promise<readonly Certificate[]>;

/** A partner has a few; hundreds would be somebody's mistake, and Cognito waits five seconds. */
const mostPages = 5;

/**
 * By the index of owners. It may lag a moment behind a revocation: the guard, which reads the row itself, refuses the token then.
 */
export const certificatesIn =
  (client: DynamoDBDocumentClient, table: string, index: string): CertificatesOf =>
  async clientId => {
    const found: Certificate[] = [];
    let from: Record<string, unknown> | undefined;
    for (let page = 0; page < mostPages; page += 1) {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: index,
          KeyConditionExpression: '#owner = :owner AND begins_with(id, :certificates)',
          ExpressionAttributeNames: { '#owner': 'owner' },
          ExpressionAttributeValues: { ':owner': `client#${clientId}`, ':certificates': 'cert#' },
          ExclusiveStartKey: from,
        }),
      );
      found.push(...Items.map(item => registered.parse(item)));
      if (LastEvaluatedKey === undefined) return found;
      from = LastEvaluatedKey;
    }
    throw new Error(`registry: client ${clientId}: more certificates than ${mostPages} pages hold`);
  };
