import type { Profile } from '../chain';

/** The tables there are. */
const tableNames = ['accounts', 'transfers', 'certificates', 'revocations', 'idempotency', 'proofs'] as const;
export type TableName = (typeof tableNames)[number];

/** Those that a profile has: the registry of clients' certificates is there where clients have one. */
export const tablesOf = (profile: Profile): readonly TableName[] =>
  tableNames.filter(name => name !== 'certificates' || profile !== 'consumer');

/** Index by owner: of the accounts, and of the registry of certificates. */
export const byOwner = 'byOwner';

/** Index of the registry that holds revoked certificates only: its key `revoked` is on no other. */
export const byRevoked = 'byRevoked';
