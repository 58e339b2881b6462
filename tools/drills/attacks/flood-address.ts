import { flood } from '../flood';
import { wafLimits } from '../limits';
import { outcomeOf } from '../outcome';
import { guessed } from '../tokens';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

export default {
  id: 'flood-address',
  title: 'guesses tokens from one address',
  owasp: 'API4',
  layer: 'waf',
  behind: 'auth',
  attack: field =>
    flood(field, { until: 'waf', cap: wafLimits(field.chain.world.assembly).perAddress + 100 }, () =>
      field.call({ ...listAccounts(field), token: guessed() }),
    ),
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
} satisfies Drill;
