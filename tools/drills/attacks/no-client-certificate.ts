import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

export default {
  id: 'no-client-certificate',
  title: 'calls with a token and no certificate',
  layer: 'client-mtls',
  attack: async field => outcomeOf(await field.call({ ...listAccounts(field), certificate: null })),
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
} satisfies Drill;
