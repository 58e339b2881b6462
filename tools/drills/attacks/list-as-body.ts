import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { transfer, transferOnce } from '../wallet';

export default {
  id: 'list-as-body',
  title: 'sends a list of transfers',
  owasp: 'API3',
  layer: 'service',

  attack: async field => outcomeOf(await field.call({ ...transfer(field), body: [transfer(field).body] })),
  twin: async field => transferOnce(field),
} satisfies Drill;
