import { outcomeOf } from '../outcome';
import { scopesOf } from '../tokens';
import type { Drill } from '../types';
import { transfer, transferOnce } from '../wallet';

export default {
  id: 'missing-scope',
  title: 'moves money with a token for reading',
  owasp: 'API5',
  layer: 'auth',
  behind: 'service',
  attack: async field => {
    const { alice, chain } = field;
    const scopes = scopesOf(alice.token).filter(scope => scope.endsWith('.read'));
    const { accessToken } = await chain.issuer.signIn({ username: alice.username, scopes });
    return outcomeOf(await field.call({ ...transfer(field), token: accessToken }));
  },
  twin: field => transferOnce(field),
} satisfies Drill;
