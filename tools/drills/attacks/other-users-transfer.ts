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
  layer: 'service',
  attack: field => readBy(field, field.bob),
  twin: field => readBy(field, field.alice),
} satisfies Drill;
