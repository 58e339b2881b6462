import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

export default {
  id: 'encoded-path',
  title: 'hides a path in percent signs',
  owasp: 'API5',
  layer: 'gateway',
  behind: 'service',
  attack: async field => outcomeOf(await field.call({ ...listAccounts(field), path: '/accounts/%2e%2e/%2e%2e/admin' })),
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
} satisfies Drill;
