import { sizeLimit } from '../limits';
import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

export default {
  id: 'query-over-limit',
  title: 'sends a query over the limit',
  owasp: 'API4',
  layer: 'waf',
  behind: 'service',
  attack: async field => {
    const limit = sizeLimit(field.chain.world.assembly, 'QueryString');
    return outcomeOf(
      await field.call({ ...listAccounts(field), path: `/accounts?limit=1&cursor=${'x'.repeat(limit)}` }),
    );
  },
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
} satisfies Drill;
