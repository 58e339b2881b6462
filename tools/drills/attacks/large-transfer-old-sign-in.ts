import { outcomeOf } from '../outcome';
import { claimsOf } from '../tokens';
import type { Drill, Field, Outcome } from '../types';
import { transfer } from '../wallet';

/** What policies/step-up.cedar calls large. */
const large = { amountMinor: 100_000 };
const month = 30 * 24 * 3_600;

const send = async (field: Field, token: string): Promise<Outcome> =>
  outcomeOf(await field.call({ ...transfer(field, large), token }));

export default {
  id: 'large-transfer-old-sign-in',
  title: 'moves a large amount long after signing in',
  // Where people sign in; systems do not.
  profiles: ['consumer', 'managed'],
  // Few others say when somebody signed in; without it nothing large is moved at all.
  issuer: 'cognito',
  layer: 'service',
  attack: async field => {
    const claims = claimsOf(field.alice.token);
    return send(field, await field.chain.issuer.mint({ ...claims, auth_time: Number(claims['auth_time']) - month }));
  },
  twin: field => send(field, field.alice.token),
} satisfies Drill;
