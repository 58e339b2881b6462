import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

export default {
  id: 'list-everything',
  title: 'asks for a million accounts at once',
  owasp: 'API4',
  layer: 'service',

  attack: async field => outcomeOf(await field.call({ ...listAccounts(field), path: '/accounts?limit=1000000' })),
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
} satisfies Drill;
