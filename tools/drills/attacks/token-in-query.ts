import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

// RFC 6750, 5.3: addresses are logged, shared and kept; a token in one is a token given away. No query of ours is that long.
export default {
  id: 'token-in-query',
  title: 'sends the token in the query',
  owasp: 'API2',
  layer: 'waf',
  behind: 'auth',
  attack: async field => {
    const honest = listAccounts(field);
    return outcomeOf(
      await field.call({
        ...honest,
        path: `${honest.path}?access_token=${field.alice.token}&id_token=${field.alice.token}`,
        token: undefined,
      }),
    );
  },
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
} satisfies Drill;
