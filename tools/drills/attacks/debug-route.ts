import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

export default {
  id: 'debug-route',
  title: 'asks for a route of the framework',
  owasp: 'API8',
  layer: 'gateway',
  behind: 'service',
  attack: async field => outcomeOf(await field.call({ ...listAccounts(field), path: '/actuator/env' })),
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
} satisfies Drill;
