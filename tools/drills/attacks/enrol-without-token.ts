import { signingRequest } from '../csr';
import { enrolmentCall } from '../devices';
import { withAnswer } from '../lent';
import { outcomeOf } from '../outcome';
import type { Drill } from '../types';

export default {
  id: 'enrol-without-token',
  title: 'enrols a device without a token',
  owasp: 'API2',
  layer: 'auth',
  behind: 'service',
  profiles: ['managed'],
  ingresses: ['edge'],
  attack: async field => outcomeOf(await field.call(enrolmentCall(undefined, (await signingRequest()).csr))),
  twin: async field => withAnswer(field, await signingRequest(), outcomeOf),
} satisfies Drill;
