import { outcomeOf } from '../outcome';
import type { Call, Drill, Field, Outcome } from '../types';
import { moneyMoved, transfer } from '../wallet';

/** The same order from two sessions of one person: served means that it moved money twice. */
async function fromTwoSessions(field: Field, first: Call, second: Call): Promise<Outcome> {
  const { alice, chain } = field;
  const { accessToken: token } = await chain.issuer.signIn({ username: alice.username });
  const { moved, last } = await moneyMoved(field, async () => {
    await field.call(first);
    return field.call({ ...second, token });
  });
  if (Number.isNaN(moved)) return outcomeOf(last);
  return { served: moved === 2, saw: `${last.status} moved ${moved}` };
}

// A key of the session would let a second phone pay the same bill again; the record is the person's.
export default {
  id: 'replay-from-another-session',
  title: 'replays a transfer from a second phone',
  owasp: 'API6',
  layer: 'service',
  // A second phone of a managed user would show a certificate of its own.
  profiles: ['consumer'],
  attack: field => {
    const once = transfer(field);
    return fromTwoSessions(field, once, once);
  },
  twin: field => fromTwoSessions(field, transfer(field), transfer(field)),
} satisfies Drill;
