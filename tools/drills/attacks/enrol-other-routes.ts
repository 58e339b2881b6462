import { routesOf } from '../../../lib/routes';
import { signingRequest } from '../csr';
import { withAnswer } from '../lent';
import { outcomeOf } from '../outcome';
import { firstServed } from '../probe';
import type { Drill, Field, Outcome } from '../types';

/** Every route of the API but enrolment, asked for where no certificate is. */
async function askForOthers(field: Field): Promise<Outcome> {
  const others = routesOf(field.chain.system).filter(({ door }) => door !== 'enrol');
  return firstServed(field, others, { token: field.alice.token, door: 'enrol' });
}

export default {
  id: 'enrol-other-routes',
  title: 'asks the enrolment door for other routes',
  owasp: 'API5',
  layer: 'gateway',
  behind: 'service',
  profiles: ['managed'],
  ingresses: ['edge'],
  attack: askForOthers,
  twin: async field => withAnswer(field, await signingRequest(), outcomeOf),
} satisfies Drill;
