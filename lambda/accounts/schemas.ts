import * as z from 'zod';
import { input, takes } from '../guard/operation';

const accountId = takes(
  'an account id: letters, digits, - and _, at most 64',
  z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
);

/** The last account id of the page before. It only says where to go on; whose accounts they are says the token. */
const cursor = takes(
  'the next of the page before, unchanged',
  z
    .string()
    .regex(/^[A-Za-z0-9_-]{2,86}$/)
    .transform(text => Buffer.from(text, 'base64url').toString())
    .pipe(accountId),
);

export const listAccounts = input({
  query: z.strictObject({
    limit: takes(
      'a whole number from 1 to 100',
      z
        .string()
        .regex(/^(?:[1-9]\d?|100)$/)
        .transform(Number),
    ).default(50),
    cursor: cursor.optional(),
  }),
});

export const readAccount = input({ path: z.strictObject({ accountId }) });

/** An account as the table holds it. */
export const accountItem = z.object({
  accountId: z.string(),
  owner: z.string(),
  currency: z.string(),
  balanceMinor: z.int(),
  createdAt: z.string(),
});

export type Account = z.output<typeof accountItem>;
