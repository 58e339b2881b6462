import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

// WAF sees 8 KB of headers; what may hide behind those is not let through.
export default {
  id: 'huge-token',
  title: 'sends a token of eight kilobytes',
  owasp: 'API4',
  layer: 'waf',
  behind: 'auth',
  attack: async field =>
    outcomeOf(await field.call({ ...listAccounts(field), token: field.alice.token.padEnd(8_300, 'A') })),
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
} satisfies Drill;
