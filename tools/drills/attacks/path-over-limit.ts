import { sizeLimit } from '../limits';
import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

export default {
  id: 'path-over-limit',
  title: 'sends a path over the limit',
  owasp: 'API4',
  layer: 'waf',
  behind: 'service',
  attack: async field => {
    const limit = sizeLimit(field.chain.world.assembly, 'UriPath');
    return outcomeOf(await field.call({ ...listAccounts(field), path: `/accounts/${'x'.repeat(limit)}` }));
  },
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
} satisfies Drill;
