import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { transfer, transferOnce } from '../wallet';

// RFC 8259, 4: what a reader makes of it is anybody's guess, so the web ACL and the code may guess differently.
export default {
  id: 'field-twice',
  title: 'sends one field twice',
  owasp: 'API3',
  layer: 'service',

  attack: async field =>
    outcomeOf(
      await field.call({
        ...transfer(field),
        body: JSON.stringify(transfer(field).body).replace('{', '{"amountMinor":1,'),
      }),
    ),
  twin: async field => transferOnce(field),
} satisfies Drill;
