import { randomUUID } from 'node:crypto';
import { fieldOf, outcomeOf } from './outcome';
import type { Answer, Call, Field, Outcome } from './types';

/** Honest requests of the sample backend, for attacks to twist. */

export const listAccounts = ({ alice }: Field): Call => ({ path: '/accounts', token: alice.token });

/** A transfer of one cent from alice to bob under a key of its own. `body` changes the body's fields. */
export const transfer = ({ alice, bob }: Field, body: Readonly<Record<string, unknown>> = {}): KeyedCall => ({
  method: 'POST',
  path: '/transfers',
  token: alice.token,
  headers: { 'idempotency-key': randomUUID() },
  body: {
    fromAccountId: alice.account.accountId,
    toAccountId: bob.account.accountId,
    amountMinor: 1,
    currency: alice.account.currency,
    ...body,
  },
});

interface KeyedCall extends Call {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

export const transferOnce = async (field: Field, body?: Readonly<Record<string, unknown>>): Promise<Outcome> =>
  outcomeOf(await field.call(transfer(field, body)));

/** What alice owns, asked through the chain. */
async function balanceOfAlice(field: Field): Promise<number> {
  const { accountId } = field.alice.account;
  return Number(
    fieldOf(await field.call({ path: `/accounts/${accountId}`, token: field.alice.token }), 'balanceMinor'),
  );
}

/** How much of alice's money the requests moved, and the last answer. */
export async function moneyMoved(field: Field, send: () => Promise<Answer>): Promise<{ moved: number; last: Answer }> {
  const before = await balanceOfAlice(field);
  const last = await send();
  return { moved: before - (await balanceOfAlice(field)), last };
}
