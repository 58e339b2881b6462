import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { transfer, transferOnce } from '../wallet';

export default {
  id: 'no-idempotency-key',
  title: 'moves money without an idempotency key',
  owasp: 'API6',
  layer: 'service',
  attack: async field => outcomeOf(await field.call({ ...transfer(field), headers: {} })),
  twin: field => transferOnce(field),
} satisfies Drill;
