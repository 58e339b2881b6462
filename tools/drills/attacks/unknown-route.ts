import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

export default {
  id: 'unknown-route',
  title: 'asks for a route nobody made',
  owasp: 'API9',
  layer: 'gateway',
  behind: 'service',
  attack: async field => outcomeOf(await field.call({ ...listAccounts(field), path: '/admin' })),
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
} satisfies Drill;
