import { outcomeOf } from '../outcome';
import { claimsOf } from '../tokens';
import type { Drill, Field, Outcome } from '../types';
import { transfer } from '../wallet';

/** What lambda/policies/step-up.cedar calls large. */
const amountMinor = 100_000;

/** A large transfer by somebody who signed in so many seconds ago; bob sends the money back. */
async function after(field: Field, seconds: number): Promise<Outcome> {
  const { alice, bob, chain } = field;
  const auth_time = Math.floor(Date.now() / 1000) - seconds;
  const token = await chain.issuer.mint({ ...claimsOf(alice.token), auth_time });
  const answer = await field.call({ ...transfer(field, { amountMinor }), token });
  if (answer.status === 201) {
    const back = { fromAccountId: bob.account.accountId, toAccountId: alice.account.accountId };
    for (let cents = amountMinor; cents > 0; cents -= 50_000)
      await field.call({ ...transfer(field, { ...back, amountMinor: 50_000 }), token: bob.token });
  }
  return outcomeOf(answer);
}

export default {
  id: 'stale-sign-in',
  title: "moves a lot with yesterday's sign-in",
  owasp: 'API2',
  layer: 'service',
  // Systems do not sign in.
  profiles: ['consumer', 'managed'],
  attack: field => after(field, 86_400),
  twin: field => after(field, 60),
} satisfies Drill;
