import { certificateOf } from '../client-authority';
import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

export default {
  id: 'stolen-certificate',
  title: 'uses a stolen certificate, its own token',
  owasp: 'API2',
  layer: 'service',
  profiles: ['managed', 'partner'],
  attack: async field => {
    const { alice, bob } = field;
    return outcomeOf(await field.call({ ...listAccounts(field), token: bob.token, certificate: certificateOf(alice) }));
  },
  twin: async field => outcomeOf(await field.call({ ...listAccounts(field), token: field.bob.token })),
} satisfies Drill;
