import { signingRequest } from '../csr';
import { enrolmentCall } from '../devices';
import { withAnswer } from '../lent';
import { outcomeOf } from '../outcome';
import { scopesOf } from '../tokens';
import type { Drill } from '../types';

export default {
  id: 'enrol-missing-scope',
  title: 'enrols a device, a token for reading',
  owasp: 'API5',
  layer: 'auth',
  behind: 'service',
  profiles: ['managed'],
  ingresses: ['edge'],
  attack: async field => {
    const { alice, chain } = field;
    const scopes = scopesOf(alice.token).filter(scope => scope.endsWith('.read'));
    const { accessToken } = await chain.issuer.signIn({ username: alice.username, scopes });
    return outcomeOf(await field.call(enrolmentCall(accessToken, (await signingRequest()).csr)));
  },
  twin: async field => withAnswer(field, await signingRequest(), outcomeOf),
} satisfies Drill;
