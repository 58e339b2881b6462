import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

export default {
  id: 'wrong-method',
  title: 'deletes where only reading is offered',
  owasp: 'API5',
  layer: 'gateway',
  behind: 'service',
  attack: async field => outcomeOf(await field.call({ ...listAccounts(field), method: 'DELETE' })),
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
} satisfies Drill;
