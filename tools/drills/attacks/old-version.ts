import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

// Versions nobody remembers are the ones nobody patched.
export default {
  id: 'old-version',
  title: 'asks for an old version of the API',
  owasp: 'API9',
  layer: 'gateway',
  behind: 'service',
  attack: async field => outcomeOf(await field.call({ ...listAccounts(field), path: '/v1/accounts' })),
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
} satisfies Drill;
