import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

export default {
  id: 'forgotten-file',
  title: 'asks for a file that was left behind',
  owasp: 'API9',
  layer: 'gateway',
  behind: 'service',
  attack: async field => outcomeOf(await field.call({ ...listAccounts(field), path: '/.env' })),
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
} satisfies Drill;
