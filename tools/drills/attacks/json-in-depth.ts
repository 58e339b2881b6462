import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { transfer, transferOnce } from '../wallet';

export default {
  id: 'json-in-depth',
  title: 'nests a thousand lists',
  owasp: 'API4',
  layer: 'service',
  // A REST API refuses it before: body-not-json.
  ingresses: ['edge'],
  attack: async field =>
    outcomeOf(await field.call({ ...transfer(field), body: '['.repeat(1_000) + ']'.repeat(1_000) })),
  twin: async field => transferOnce(field),
} satisfies Drill;
