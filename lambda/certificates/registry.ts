import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fromAttributes, toAttributes, type Dynamo, type Item } from '../aws/dynamodb';
import { ServiceError } from '../aws/json';
import type { RevocationReason } from '../x509';
import { refused, type Refused } from './protocol';

/** A certificate of a client: whose it is, and whether it still counts. The guard and the edge read these items. */
export interface Row {
  /** `cert#<thumbprint>`. */
  readonly id: string;
  /** SHA-256 of the DER, lower-case hex. */
  readonly thumbprint: string;
  /** Lower-case hex without leading zeros. */
  readonly serialNumber: string;
  readonly issuer: string;
  readonly subject: string;
  /** `user#<sub>` or `client#<client_id>`. */
  readonly owner: string;
  readonly deviceId: string;
  /** SHA-256 of the SubjectPublicKeyInfo, lower-case hex. */
  readonly keyId: string;
  readonly requestedBy: string;
  /** ISO 8601, all of them. */
  readonly issuedAt: string;
  readonly notAfter: string;
  readonly state: 'active' | 'revoked';
  readonly revokedAt?: string;
  readonly revocationReason?: RevocationReason;
  /** Thumbprint of the certificate before this one. */
  readonly replaces?: string;
  /** On revoked rows only: the key of the index that holds nothing else. */
  readonly revoked?: 'yes';
  /** Epoch seconds: thirty days after the end, when the table forgets it. */
  readonly expiresAt: number;
}

/** An owner's devices: written with every certificate, so that two requests at once cannot both be the last one allowed. */
interface Holder {
  readonly id: string;
  readonly version: number;
  /** The end of the latest certificate of each device, ISO 8601. */
  readonly devices: Readonly<Record<string, string>>;
}

export interface Registry {
  read(thumbprint: string): Promise<Row | undefined>;
  /** Puts a certificate in, if its key is new and its owner has room. */
  add(row: Row, limit: number): Promise<Refused | undefined>;
  /** Revokes; gives the row as it is now, and whether this call revoked it. */
  revoke(thumbprint: string, reason: RevocationReason, at: Date): Promise<{ row: Row; changed: boolean } | undefined>;
  revoked(): Promise<Row[]>;
  all(): Promise<Row[]>;
}

const tries = 5;

/** The registry in DynamoDB. */
export function registryIn(dynamo: Dynamo, TableName: string): Registry {
  const get = async (id: string): Promise<Item | undefined> => {
    const { Item } = await dynamo.send('GetItem', { TableName, Key: toAttributes({ id }), ConsistentRead: true });
    return Item === undefined ? undefined : fromAttributes(Item);
  };

  return {
    read: async thumbprint => (await get(`cert#${thumbprint}`)) as unknown as Row | undefined,

    async add(row, limit) {
      for (let attempt = 1; ; attempt += 1) {
        const holder = ((await get(`owner#${row.owner}`)) as unknown as Holder | undefined) ?? noHolder(row.owner);
        const devices = stillThere(holder, row.issuedAt);
        if (!(row.deviceId in devices) && Object.keys(devices).length >= limit)
          return refused('owner_limit', `${row.owner}: got ${limit} devices, takes ${limit}; revoke one first`);
        const next = { ...holder, devices: { ...devices, [row.deviceId]: row.notAfter }, version: holder.version + 1 };
        const outcome = await write(dynamo, TableName, { row, holder: next, version: holder.version });
        if (outcome !== 'contended') return outcome;
        if (attempt === tries) throw new Error(`${row.owner}: others kept writing at the same time; try again`);
        await sleep(Math.random() * 40 * attempt);
      }
    },

    async revoke(thumbprint, reason, at) {
      const row = (await get(`cert#${thumbprint}`)) as unknown as Row | undefined;
      if (row === undefined || row.state === 'revoked') return row && { row, changed: false };
      const { Attributes } = await dynamo.send('UpdateItem', {
        TableName,
        Key: toAttributes({ id: row.id }),
        UpdateExpression:
          'SET #state = :revoked, revokedAt = if_not_exists(revokedAt, :at), revocationReason = if_not_exists(revocationReason, :reason), revoked = :yes',
        ConditionExpression: 'attribute_exists(id)',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: toAttributes({
          ':revoked': 'revoked',
          ':at': at.toISOString(),
          ':reason': reason,
          ':yes': 'yes',
        }),
        ReturnValues: 'ALL_NEW',
      });
      await forget(dynamo, TableName, row);
      return { row: fromAttributes(Attributes) as unknown as Row, changed: true };
    },

    async revoked() {
      const rows = await dynamo.pages('Query', {
        TableName,
        IndexName: 'byRevoked',
        KeyConditionExpression: 'revoked = :yes',
        ExpressionAttributeValues: toAttributes({ ':yes': 'yes' }),
      });
      return rows as unknown as Row[];
    },

    async all() {
      const rows = await dynamo.pages('Scan', {
        TableName,
        FilterExpression: 'begins_with(id, :cert)',
        ExpressionAttributeValues: toAttributes({ ':cert': 'cert#' }),
      });
      return rows as unknown as Row[];
    },
  };
}

const noHolder = (owner: string): Holder => ({ id: `owner#${owner}`, version: 0, devices: {} });

/** Devices whose last certificate has not ended. */
const stillThere = ({ devices }: Holder, now: string): Record<string, string> =>
  Object.fromEntries(Object.entries(devices).filter(([, end]) => end > now));

/** One transaction: the certificate, its key, and the owner's list as it was read. */
async function write(
  dynamo: Dynamo,
  TableName: string,
  { row, holder, version }: { readonly row: Row; readonly holder: Holder; readonly version: number },
): Promise<Refused | 'contended' | undefined> {
  const absent = 'attribute_not_exists(id)';
  const { keyId, thumbprint, expiresAt } = row;
  // A key is remembered for longer than its certificate: for ever would be a table that only grows.
  const key = { id: `key#${keyId}`, thumbprint, expiresAt: expiresAt + 365 * 86_400 };
  const latest = Object.values(holder.devices).sort().at(-1) ?? row.notAfter;
  const list = { ...holder, expiresAt: Math.floor(Date.parse(latest) / 1000) + 30 * 86_400 };
  const same =
    version === 0
      ? { ConditionExpression: absent }
      : {
          ConditionExpression: '#version = :version',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: toAttributes({ ':version': version }),
        };
  try {
    await dynamo.send('TransactWriteItems', {
      // The request may be repeated when its answer got lost; by this DynamoDB knows it again.
      ClientRequestToken: randomUUID(),
      TransactItems: [
        { Put: { TableName, Item: toAttributes({ ...row }), ConditionExpression: absent } },
        { Put: { TableName, Item: toAttributes(key), ConditionExpression: absent } },
        { Put: { TableName, Item: toAttributes(list), ...same } },
      ],
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof ServiceError) || error.name !== 'TransactionCanceledException') throw error;
    const reasons = error.fields['CancellationReasons'] as readonly { readonly Code?: string }[] | undefined;
    const [cert, usedKey, owner] = (reasons ?? []).map(({ Code }) => Code);
    if (cert === 'ConditionalCheckFailed')
      return refused('certificate_known', 'certificate: got one that is registered');
    if (usedKey === 'ConditionalCheckFailed')
      return refused('key_reused', 'public key: got one that had a certificate before; make a new key');
    if (owner === 'ConditionalCheckFailed' || [cert, usedKey, owner].includes('TransactionConflict'))
      return 'contended';
    throw error;
  }
}

/** Gives the owner's place free, unless the device has a newer certificate. Losing a race here costs a place until the end. */
async function forget(dynamo: Dynamo, TableName: string, { owner, deviceId, notAfter }: Row): Promise<void> {
  const update = dynamo.send('UpdateItem', {
    TableName,
    Key: toAttributes({ id: `owner#${owner}` }),
    UpdateExpression: 'SET #version = #version + :one REMOVE #devices.#device',
    ConditionExpression: '#devices.#device = :end',
    ExpressionAttributeNames: { '#version': 'version', '#devices': 'devices', '#device': deviceId },
    ExpressionAttributeValues: toAttributes({ ':end': notAfter, ':one': 1 }),
  });
  await update.catch((error: unknown) => {
    if ((error as Error).name !== 'ConditionalCheckFailedException') throw error;
  });
}
