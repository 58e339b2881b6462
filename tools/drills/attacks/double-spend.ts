import { fieldOf, outcomeOf } from '../outcome';
import type { Drill, Field, Outcome } from '../types';
import { transfer } from '../wallet';

/** Two transfers at the same moment, each of a part of what alice has; served means that both were made. What moved is sent back. */
async function atOnce(field: Field, share: number): Promise<Outcome> {
  const { alice, bob } = field;
  const path = `/accounts/${alice.account.accountId}`;
  const balance = Number(fieldOf(await field.call({ path, token: alice.token }), 'balanceMinor'));
  const amountMinor = Number.isNaN(balance) ? 1 : Math.floor(balance * share);
  const answers = await Promise.all([1, 2].map(() => field.call(transfer(field, { amountMinor }))));
  const made = answers.filter(({ status }) => status === 201);
  for (const _ of made) {
    const back = { fromAccountId: bob.account.accountId, toAccountId: alice.account.accountId, amountMinor };
    await field.call({ ...transfer(field, back), token: bob.token });
  }
  const refused = answers.find(({ status }) => status !== 201) ?? answers[0];
  if (refused === undefined) throw new Error('nothing was sent');
  return { served: outcomeOf(refused).served, saw: `${outcomeOf(refused).saw} moved ${made.length}` };
}

// Check and debit in one write: between a look at the balance and the debit there is room for a second transfer.
export default {
  id: 'double-spend',
  title: 'spends the same money twice at once',
  owasp: 'API6',
  layer: 'service',
  attack: field => atOnce(field, 0.6),
  twin: field => atOnce(field, 0.1),
} satisfies Drill;
