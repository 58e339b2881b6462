import { fieldOf, outcomeOf } from '../outcome';
import type { Drill, Field, Outcome, Seeded } from '../types';
import { transfer } from '../wallet';

/** Alice makes a transfer; then somebody reads it. */
async function readBy(field: Field, { token }: Seeded): Promise<Outcome> {
  const made = await field.call(transfer(field));
  return outcomeOf(await field.call({ path: `/transfers/${String(fieldOf(made, 'transferId'))}`, token }));
}

export default {
  id: 'other-users-transfer',
  title: "reads another user's transfer",
  owasp: 'API1',
  layer: 'service',
  // In partner, the other system has no scope for transfers: auth stops it before it is a question of whose they are.
  profiles: ['consumer', 'managed'],
  attack: field => readBy(field, field.bob),
  twin: field => readBy(field, field.alice),
} satisfies Drill;
