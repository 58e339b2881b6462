import { flood } from '../flood';
import { wafLimits } from '../limits';
import { guessed } from '../tokens';
import type { Drill } from '../types';
import { transfer, transferOnce } from '../wallet';

export default {
  id: 'flood-sensitive-path',
  title: 'floods the transfers from one address',
  owasp: 'API4',
  layer: 'waf',
  behind: 'auth',
  attack: field =>
    flood(field, { until: 'waf', cap: wafLimits(field.chain.world.assembly).perAddressSensitive + 50 }, () =>
      field.call({ ...transfer(field), token: guessed() }),
    ),
  twin: field => transferOnce(field),
} satisfies Drill;
