import * as z from 'zod';
import { input, takes } from '../guard/operation';

const accountId = takes(
  'an account id: letters, digits, - and _, at most 64',
  z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
);

/** A million, in the minor unit of a currency that has two digits of it. Far below where numbers lose their last digit. */
const largest = 100_000_000;

const idempotencyKey = takes(
  'a key the app makes up for this transfer, such as a UUID: letters, digits, . _ : and -, at most 128',
  z.string().regex(/^[A-Za-z0-9._:-]{1,128}$/),
);

export const createTransfer = input({
  headers: z.object({ 'idempotency-key': idempotencyKey }),
  body: takes(
    'an object with fromAccountId, toAccountId, amountMinor and currency',
    z
      .strictObject({
        fromAccountId: accountId,
        toAccountId: accountId,
        amountMinor: takes(`a whole number of minor units (cents) from 1 to ${largest}`, z.int().min(1).max(largest)),
        currency: takes('an ISO 4217 code, such as EUR', z.string().regex(/^[A-Z]{3}$/)),
      })
      .refine(body => body.fromAccountId !== body.toAccountId, {
        path: ['toAccountId'],
        message: 'an account other than fromAccountId',
      }),
  ),
});

export const readTransfer = input({
  path: z.strictObject({ transferId: takes('a transfer id, a UUID', z.uuid().toLowerCase()) }),
});

/** A transfer as the table holds it. */
export const transferItem = z.object({
  transferId: z.string(),
  owner: z.string(),
  fromAccountId: z.string(),
  toAccountId: z.string(),
  amountMinor: z.int(),
  currency: z.string(),
  createdAt: z.string(),
  bodyHash: z.string(),
});

export type Transfer = z.output<typeof transferItem>;

/** What a transfer needs to know of an account. */
export const accountItem = z.object({ owner: z.string(), currency: z.string(), balanceMinor: z.int() });

export type Account = z.output<typeof accountItem>;
