import { setTimeout } from 'node:timers/promises';
import { flood } from '../flood';
import { routeBurst } from '../limits';
import { guessed } from '../tokens';
import type { Drill } from '../types';
import { transfer, transferOnce } from '../wallet';

export default {
  id: 'burst',
  title: 'bursts on one route from many addresses',
  owasp: 'API4',
  layer: 'gateway',
  behind: 'auth',
  attack: async field => {
    // Each address and each token stays under what the web ACL allows it, so that only the route's throttle can stop them.
    const crowd = Array.from({ length: 16 }, () => field.freshAddress());
    // The bucket fills while it is emptied, and a busy machine empties it slowly.
    const cap = 6 * routeBurst('POST /transfers');
    const outcome = await flood(field, { until: 'gateway', cap, atOnce: 48 }, i =>
      field.call({ ...transfer(field), token: guessed(), from: crowd[i % crowd.length] }),
    );
    // The bucket is everybody's, and on a fast machine the next honest request comes before a drop is in it again.
    await setTimeout(500);
    return outcome;
  },
  twin: field => transferOnce(field),
} satisfies Drill;
