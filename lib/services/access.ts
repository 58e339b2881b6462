import { isPublic, isRecorded, type Route } from '../../lambda/guard/routes';
import type { Profile } from '../chain';
import { byOwner, type TableName } from '../data/tables';

/** What one service does with one table, action by action: the whole of its rights on our data. */
export interface Access {
  readonly table: TableName;
  readonly actions: readonly `dynamodb:${'GetItem' | 'BatchGetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'Query'}`[];
  /** On this index of the table instead of the table itself. */
  readonly index?: string;
  /** Only ever as a part of a transaction, which DynamoDB counts, and throttles, as an operation of its own. */
  readonly inTransaction?: true;
}

/** A transaction needs no right of its own: each of its parts needs that of the same single write. */
export const access: Readonly<Record<string, readonly Access[]>> = {
  // Two files, made of the configuration.
  'app-links': [],
  accounts: [
    { table: 'accounts', actions: ['dynamodb:GetItem'] },
    { table: 'accounts', index: byOwner, actions: ['dynamodb:Query'] },
  ],
  // What it writes, the certificates function writes.
  devices: [{ table: 'certificates', index: byOwner, actions: ['dynamodb:Query'] }],
  transfers: [
    { table: 'transfers', actions: ['dynamodb:GetItem'] },
    { table: 'accounts', actions: ['dynamodb:GetItem'] },
    { table: 'transfers', actions: ['dynamodb:PutItem'], inTransaction: true },
    { table: 'accounts', actions: ['dynamodb:UpdateItem'], inTransaction: true },
  ],
  // What it reads and registers of keys, the guard in front of it may do already.
  sessions: [{ table: 'revocations', actions: ['dynamodb:PutItem'] }],
};

/** What the guard in front of a service does: with whose certificate it is, what was revoked, and what these rows ask it to remember. */
export const guardAccess = (profile: Profile, rows: readonly Route[]): readonly Access[] =>
  // Where nobody is asked who they are, nobody is looked up.
  rows.every(row => isPublic(row))
    ? []
    : [
        ...(profile === 'consumer' ? [] : [{ table: 'certificates', actions: ['dynamodb:GetItem'] } as const]),
        { table: 'revocations', actions: ['dynamodb:BatchGetItem'] },
        ...(rows.some(isRecorded) ? [recording] : []),
        ...(rows.some(({ proof }) => proof !== undefined) ? [proving] : []),
      ];

const recording: Access = {
  table: 'idempotency',
  actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
};

const proving: Access = { table: 'proofs', actions: ['dynamodb:GetItem', 'dynamodb:PutItem'] };
