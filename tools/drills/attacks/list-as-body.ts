import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { transfer, transferOnce } from '../wallet';

export default {
  id: 'list-as-body',
  title: 'sends a list of transfers',
  owasp: 'API3',
  layer: 'service',
  // A REST API refuses it before: body-not-json.
  ingresses: ['edge'],
  attack: async field => outcomeOf(await field.call({ ...transfer(field), body: [transfer(field).body] })),
  twin: async field => transferOnce(field),
} satisfies Drill;
