import { flood } from '../flood';
import { wafLimits } from '../limits';
import { guessed } from '../tokens';
import type { Drill } from '../types';
import { transfer, transferOnce } from '../wallet';

export default {
  id: 'flood-forged-forwarded-for',
  title: 'floods under changing X-Forwarded-For',
  owasp: 'API4',
  layer: 'waf',
  behind: 'auth',
  attack: field =>
    flood(field, { until: 'waf', cap: wafLimits(field.chain.world.assembly).perAddressSensitive + 50 }, () => {
      const honest = transfer(field);
      const headers = { ...honest.headers, 'x-forwarded-for': field.freshAddress() };
      return field.call({ ...honest, headers, token: guessed() });
    }),
  twin: field => transferOnce(field),
} satisfies Drill;
