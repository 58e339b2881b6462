import { signingRequest } from '../csr';
import { enrolmentCall } from '../devices';
import { flood } from '../flood';
import { withAnswer } from '../lent';
import { enrolmentLimit } from '../limits';
import { outcomeOf } from '../outcome';
import { guessed } from '../tokens';
import type { Drill } from '../types';

export default {
  id: 'flood-enrolment',
  title: 'guesses tokens at the enrolment door',
  owasp: 'API2',
  layer: 'waf',
  behind: 'auth',
  profiles: ['managed'],
  ingresses: ['edge'],
  attack: async field => {
    const { csr } = await signingRequest();
    const cap = enrolmentLimit(field.chain.world.assembly) + 20;
    return flood(field, { until: 'waf', cap, atOnce: 4 }, () => field.call(enrolmentCall(guessed(), csr)));
  },
  twin: async field => withAnswer(field, await signingRequest(), outcomeOf),
} satisfies Drill;
