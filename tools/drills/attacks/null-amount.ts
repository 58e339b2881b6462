import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { transfer, transferOnce } from '../wallet';

export default {
  id: 'null-amount',
  title: 'moves nothing at all',
  owasp: 'API3',
  layer: 'service',

  attack: async field =>
    outcomeOf(await field.call({ ...transfer(field), body: { ...transfer(field).body, amountMinor: null } })),
  twin: async field => transferOnce(field),
} satisfies Drill;
