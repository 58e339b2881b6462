import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

// An unknown parameter is refused, not ignored: ignored, it works the day somebody reads it.
export default {
  id: 'unknown-filter',
  title: 'adds a filter for another owner',
  owasp: 'API3',
  layer: 'service',

  attack: async field =>
    outcomeOf(await field.call({ ...listAccounts(field), path: `/accounts?owner=${field.bob.sub}` })),
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
} satisfies Drill;
