import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { transfer, transferOnce } from '../wallet';

// What the parser says of it, a stack trace with it, is for the log.
export default {
  id: 'broken-json',
  title: 'sends a body that breaks off',
  owasp: 'API8',
  layer: 'service',
  // A REST API refuses it before: body-not-json.
  ingresses: ['edge'],
  attack: async field => outcomeOf(await field.call({ ...transfer(field), body: '{"fromAccountId":' })),
  twin: async field => transferOnce(field),
} satisfies Drill;
