import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { transfer, transferOnce } from '../wallet';

// A browser sends forms to any site without asking first; JSON it does not.
export default {
  id: 'form-as-body',
  title: 'sends a form in place of JSON',
  owasp: 'API8',
  layer: 'service',
  // A REST API refuses it before: body-not-json.
  ingresses: ['edge'],
  attack: async field =>
    outcomeOf(
      await field.call({
        ...transfer(field),
        body: 'amountMinor=1',
        headers: { ...transfer(field).headers, 'content-type': 'application/x-www-form-urlencoded' },
      }),
    ),
  twin: async field => transferOnce(field),
} satisfies Drill;
