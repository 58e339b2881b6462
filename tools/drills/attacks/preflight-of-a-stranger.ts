import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

// No origin is allowed by default, so there is no preflight to answer: a browser stops here.
export default {
  id: 'preflight-of-a-stranger',
  title: 'asks for CORS from a site of their own',
  owasp: 'API8',
  layer: 'gateway',

  attack: async field =>
    outcomeOf(
      await field.call({
        method: 'OPTIONS',
        path: '/transfers',
        headers: { origin: 'https://attacker.example', 'access-control-request-method': 'POST' },
      }),
    ),
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
} satisfies Drill;
