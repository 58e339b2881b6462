import { flood } from '../flood';
import { wafLimits } from '../limits';
import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

export default {
  id: 'flood-token',
  title: 'floods with one token from many addresses',
  owasp: 'API4',
  layer: 'waf',
  attack: async field => {
    // A token of its own, so that the other drills' requests do not count with this one's, nor this one's with theirs.
    const { accessToken } = await field.chain.issuer.signIn({ username: field.alice.username });
    const crowd = Array.from({ length: 32 }, () => field.freshAddress());
    // Two at once: these requests go all the way, and each more at once would be a function process more.
    const cap = wafLimits(field.chain.world.assembly).perToken + 50;
    return flood(field, { until: 'waf', cap, atOnce: 2 }, i =>
      field.call({ ...listAccounts(field), token: accessToken, from: crowd[i % crowd.length] }),
    );
  },
  twin: async field => outcomeOf(await field.call({ ...listAccounts(field), from: field.freshAddress() })),
} satisfies Drill;
