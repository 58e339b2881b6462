import { GetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ask } from './store';

/** What the registry says of a certificate, as far as the guard asks. */
const registered = z.object({
  thumbprint: z.string(),
  serialNumber: z.string(),
  /** `user#<sub>` or `client#<client id>`. */
  owner: z.string(),
  deviceId: z.string(),
  /** ISO 8601. */
  notAfter: z.iso.datetime({ offset: true }),
  state: z.enum(['active', 'revoked']),
});

export type RegisteredCertificate = z.output<typeof registered>;

export interface CertificateRegistry {
  /** By SHA-256 thumbprint, lower-case hex; undefined where the certificate is not one that was registered. */
  read(thumbprint: string): Promise<RegisteredCertificate | undefined>;
}

/** The registry's row of a certificate has this id. */
const certificateId = (thumbprint: string): string => `cert#${thumbprint}`;

/** The registry of certificates in DynamoDB, read consistently: an index may still show a certificate that is revoked. */
export const certificateRegistry = (client: DynamoDBDocumentClient, table: string): CertificateRegistry => ({
  async read(thumbprint) {
    const get = new GetCommand({ TableName: table, Key: { id: certificateId(thumbprint) }, ConsistentRead: true });
    const { Item } = await ask(() => client.send(get));
    return Item && registered.parse(Item);
  },
});
