import { certificateOf } from '../client-authority';
import { signingRequest } from '../csr';
import { renewalCall } from '../lent';
import { outcomeOf } from '../outcome';
import type { Drill, Field, Outcome, Seeded } from '../types';

const renew = async (field: Field, whose: Seeded): Promise<Outcome> => {
  const { csr } = await signingRequest();
  return outcomeOf(await field.call(renewalCall(field.alice.token, certificateOf(whose), csr)));
};

export default {
  id: 'renew-other-device',
  title: "renews another user's device",
  owasp: 'API1',
  layer: 'service',
  profiles: ['managed'],
  attack: field => renew(field, field.bob),
  twin: field => renew(field, field.alice),
} satisfies Drill;
