import * as z from 'zod';
import { contract, input, takes } from '../guard/contract';

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

const transferView = z.object({
  transferId: z.string(),
  fromAccountId: z.string(),
  toAccountId: z.string(),
  amountMinor: takes('what was moved, in minor units (cents)', z.int()),
  currency: takes('an ISO 4217 code', z.string()),
  createdAt: takes('when the money was moved (RFC 3339)', z.string()),
});

const order = { fromAccountId: 'current-1', toAccountId: 'savings-1', amountMinor: 2_500, currency: 'EUR' };
const example = { transferId: '5f0c9d3e-8a41-8b6e-9f27-3d1c5b7a9e02', ...order, createdAt: '2026-01-31T12:00:00.000Z' };

export const createTransfer = contract({
  summary: 'Moves money from an account of the caller, exactly once for each Idempotency-Key.',
  input: input({
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
  }),
  answer: {
    status: 201,
    description: 'The money was moved, now or by an earlier request with the same key.',
    body: transferView,
    headers: {
      location: 'Where the transfer can be read.',
      'idempotency-replayed': '`true` where an earlier request with the same key had moved the money.',
    },
  },
  problems: {
    401: ['step_up_required'],
    409: ['idempotency_conflict'],
    422: ['source_unknown', 'currency_mismatch', 'insufficient_funds', 'destination_unknown'],
    503: ['transfer_contended'],
  },
  example: { input: { headers: { 'idempotency-key': 'b2a1f0de-lunch' }, body: order }, answer: example },
});

export const readTransfer = contract({
  summary: 'One transfer that the caller made.',
  input: input({ path: z.strictObject({ transferId: takes('a transfer id, a UUID', z.uuid().toLowerCase()) }) }),
  answer: { status: 200, description: 'The transfer.', body: transferView },
  problems: { 404: ['not_found'] },
  example: { input: { path: { transferId: example.transferId } }, answer: example },
});

/** A transfer as the table holds it. */
export const transferItem = z.object({
  ...transferView.shape,
  owner: z.string(),
  bodyHash: z.string(),
  /** Of the request that moved the money: it leads to the logs of every layer. */
  correlationId: z.string().optional(),
});

export type Transfer = z.output<typeof transferItem>;

/** What a transfer needs to know of an account. */
export const accountItem = z.object({ owner: z.string(), currency: z.string(), balanceMinor: z.int() });

export type Account = z.output<typeof accountItem>;
