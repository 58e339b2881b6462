import { signingRequest } from '../csr';
import { requestOf, withAnswer } from '../lent';
import { outcomeOf } from '../outcome';
import type { Drill } from '../types';

export default {
  id: 'csr-one-megabyte',
  title: 'asks with a signing request of 1 MB',
  owasp: 'API4',
  layer: 'waf',
  behind: 'service',
  profiles: ['managed'],
  attack: async field => {
    const { csr } = await signingRequest();
    return outcomeOf(await field.call(requestOf(field, csr.padEnd(1_048_576, '\n'))));
  },
  twin: async field => withAnswer(field, await signingRequest(), outcomeOf),
} satisfies Drill;
