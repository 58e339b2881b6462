/** The tables there are. */
export const tableNames = ['accounts', 'transfers'] as const;
export type TableName = (typeof tableNames)[number];

/** Index of the accounts by their owner. */
export const byOwner = 'byOwner';
