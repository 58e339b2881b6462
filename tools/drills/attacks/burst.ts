import { flood } from '../flood';
import { routeBurst, wafLimits } from '../limits';
import type { Drill } from '../types';
import { transfer, transferOnce } from '../wallet';

export default {
  id: 'burst',
  title: 'bursts on one route from many addresses',
  layer: 'gateway',
  attack: async field => {
    const { assembly } = field.chain.world;
    // Under what the web ACL allows one token, so that only the throttle of the route can stop it.
    const cap = Math.min(3 * routeBurst(assembly, 'POST /transfers'), wafLimits(assembly).perToken - 10);
    const { accessToken } = await field.chain.issuer.signIn({ username: field.alice.username });
    const crowd = Array.from({ length: 16 }, () => field.freshAddress());
    return flood(field, { until: 'gateway', cap }, i =>
      field.call({ ...transfer(field), token: accessToken, from: crowd[i % crowd.length] }),
    );
  },
  twin: field => transferOnce(field),
} satisfies Drill;
