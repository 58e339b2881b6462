import { flood } from '../flood';
import { routeBurst, wafLimits } from '../limits';
import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

export default {
  id: 'burst',
  title: 'bursts on one route from many places',
  layer: 'gateway',
  attack: async field => {
    const { assembly } = field.chain.world;
    // Many addresses and tokens, each under what the web ACL allows, so that only the route's throttle can stop it.
    const cap = 3 * routeBurst(assembly, 'GET /accounts');
    const crowd = Array.from({ length: Math.ceil((2 * cap) / wafLimits(assembly).perToken) }, async () => ({
      token: (await field.chain.issuer.signIn({ username: field.alice.username })).accessToken,
      from: field.freshAddress(),
    }));
    const callers = await Promise.all(crowd);
    return flood(field, { until: 'gateway', cap }, i =>
      field.call({ ...listAccounts(field), ...callers[i % callers.length] }),
    );
  },
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
} satisfies Drill;
