import { flood } from '../flood';
import { publicLimit } from '../limits';
import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { association } from '../public';

export default {
  id: 'flood-public-path',
  title: 'floods a public path',
  profiles: ['consumer'],
  layer: 'waf',
  behind: 'gateway',
  attack: field => {
    // Two at once, because these requests go all the way as well.
    const cap = publicLimit(field.chain.world.assembly) + 50;
    return flood(field, { until: 'waf', cap, atOnce: 2 }, () => field.call(association));
  },
  twin: async field => outcomeOf(await field.call(association)),
} satisfies Drill;
