import { sizeLimit } from '../limits';
import type { Drill } from '../types';
import { transferOnce } from '../wallet';

export default {
  id: 'body-over-limit',
  title: 'sends a body over the limit',
  owasp: 'API4',
  layer: 'waf',
  behind: 'service',
  attack: field => transferOnce(field, { note: 'x'.repeat(sizeLimit(field.chain.world.assembly, 'Body')) }),
  twin: field => transferOnce(field),
} satisfies Drill;
