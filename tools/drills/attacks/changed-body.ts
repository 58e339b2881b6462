import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { transfer } from '../wallet';

export default {
  id: 'changed-body',
  title: 'sends another amount under a used key',
  owasp: 'API6',
  layer: 'service',
  attack: async field => {
    const { headers } = transfer(field);
    await field.call({ ...transfer(field), headers });
    return outcomeOf(await field.call({ ...transfer(field, { amountMinor: 2 }), headers }));
  },
  twin: async field => {
    await field.call(transfer(field));
    return outcomeOf(await field.call(transfer(field, { amountMinor: 2 })));
  },
} satisfies Drill;
