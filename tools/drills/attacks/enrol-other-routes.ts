import { routeKey } from '../../../lambda/guard/routes';
import { routesOf } from '../../../lib/routes';
import { signingRequest } from '../csr';
import { withAnswer } from '../lent';
import { outcomeOf } from '../outcome';
import type { Drill, Field, Outcome } from '../types';

/** Every route of the API but enrolment, asked for where no certificate is. Told is the first that was served, or the last. */
async function askForOthers(field: Field): Promise<Outcome> {
  const { alice, chain } = field;
  let last: Outcome = { served: true, saw: 'nothing to ask for' };
  for (const row of routesOf(chain.system).filter(({ door }) => door !== 'enrol')) {
    const path = row.path.replaceAll(/\{[^}]+\}/g, alice.account.accountId);
    const answer = await field.call({
      method: row.method,
      path,
      token: alice.token,
      door: 'enrol',
      ...(row.method === 'GET' ? {} : { body: {} }),
    });
    last = outcomeOf(answer);
    if (last.served) return { served: true, saw: `${last.saw} for ${routeKey(row)}` };
  }
  return last;
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
