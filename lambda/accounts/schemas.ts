import * as z from 'zod';
import { contract, input, takes } from '../guard/contract';

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

/** What a caller sees of an account of theirs. */
const accountView = z.object({
  accountId: z.string(),
  currency: takes('an ISO 4217 code', z.string()),
  balanceMinor: takes('what the account holds, in minor units (cents)', z.int()),
  createdAt: takes('when the account was opened (RFC 3339)', z.string()),
});

const example = {
  accountId: 'current-1',
  currency: 'EUR',
  balanceMinor: 125_000,
  createdAt: '2026-01-31T12:00:00.000Z',
};

export const listAccounts = contract({
  summary: 'The accounts of the caller, a page at a time.',
  input: input({
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
  }),
  answer: {
    status: 200,
    description: 'A page of accounts, ordered by id.',
    body: z.object({
      accounts: z.array(accountView),
      next: takes('the cursor of the next page; absent on the last', z.string()).optional(),
    }),
  },
  problems: {},
  example: { input: { query: { limit: '1' } }, answer: { accounts: [example], next: 'Y3VycmVudC0x' } },
});

export const readAccount = contract({
  summary: 'One account of the caller.',
  input: input({ path: z.strictObject({ accountId }) }),
  answer: { status: 200, description: 'The account.', body: accountView },
  problems: { 404: ['not_found'] },
  example: { input: { path: { accountId: example.accountId } }, answer: example },
});

/** An account as the table holds it. */
export const accountItem = z.object({ ...accountView.shape, owner: z.string() });

export type Account = z.output<typeof accountItem>;
