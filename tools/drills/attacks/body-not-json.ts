import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { transfer, transferOnce } from '../wallet';

export default {
  id: 'body-not-json',
  title: 'sends a body that is no JSON object',
  layer: 'gateway',
  behind: 'service',
  // An HTTP API validates nothing.
  ingresses: ['regional'],
  attack: async field => outcomeOf(await field.call({ ...transfer(field), body: '[{"amountMinor":1}]' })),
  twin: field => transferOnce(field),
} satisfies Drill;
