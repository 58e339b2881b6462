import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

// The web ACL may look at one and the code at the other (HTTP parameter pollution).
export default {
  id: 'repeated-parameter',
  title: 'sends one parameter twice',
  owasp: 'API8',
  layer: 'service',

  attack: async field => outcomeOf(await field.call({ ...listAccounts(field), path: '/accounts?limit=1&limit=100' })),
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
} satisfies Drill;
