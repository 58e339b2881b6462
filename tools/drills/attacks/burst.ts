import { flood } from '../flood';
import { routeBurst } from '../limits';
import { outcomeOf } from '../outcome';
import { guessed } from '../tokens';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

export default {
  id: 'burst',
  title: 'bursts on one route from many addresses',
  layer: 'gateway',
  behind: 'auth',
  attack: async field => {
    // Each address and each token stays under what the web ACL allows it, so that only the route's throttle can stop them.
    const crowd = Array.from({ length: 16 }, () => field.freshAddress());
    const cap = 3 * routeBurst('GET /accounts');
    return flood(field, { until: 'gateway', cap }, i =>
      field.call({ ...listAccounts(field), token: guessed(), from: crowd[i % crowd.length] }),
    );
  },
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
} satisfies Drill;
