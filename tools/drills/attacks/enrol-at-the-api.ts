import { routesOf } from '../../../lib/routes';
import { signingRequest } from '../csr';
import { withAnswer } from '../lent';
import { outcomeOf } from '../outcome';
import type { Drill } from '../types';

export default {
  id: 'enrol-at-the-api',
  title: "enrols a device at the API's own door",
  layer: 'service',
  profiles: ['managed'],
  ingresses: ['edge'],
  attack: async field => {
    const row = routesOf(field.chain.system).find(({ door }) => door === 'enrol');
    if (row === undefined) throw new Error('the route table has no row for enrolment');
    const { csr } = await signingRequest();
    return outcomeOf(await field.call({ method: row.method, path: row.path, token: field.alice.token, body: { csr } }));
  },
  twin: async field => withAnswer(field, await signingRequest(), outcomeOf),
} satisfies Drill;
