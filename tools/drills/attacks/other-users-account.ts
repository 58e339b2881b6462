import { outcomeOf } from '../outcome';
import type { Drill, Field, Outcome, Seeded } from '../types';

const read = async (field: Field, { account }: Seeded): Promise<Outcome> =>
  outcomeOf(await field.call({ path: `/accounts/${account.accountId}`, token: field.alice.token }));

export default {
  id: 'other-users-account',
  title: "reads another user's account",
  owasp: 'API1',
  layer: 'service',
  attack: field => read(field, field.bob),
  twin: field => read(field, field.alice),
} satisfies Drill;
