import { outcomeOf } from '../outcome';
import { claimsOf } from '../tokens';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

// Neither an access nor an ID token; the JWT authorizer of an HTTP API does not ask.
export default {
  id: 'no-token-use',
  title: 'shows a token that says no use',
  owasp: 'API2',
  layer: 'service',
  // A Cognito authorizer asks, and refuses it before: id-token.
  ingresses: ['edge'],
  attack: async field => {
    const { alice, chain } = field;
    const token = await chain.issuer.mint({ ...claimsOf(alice.token), token_use: undefined });
    return outcomeOf(await field.call({ ...listAccounts(field), token }));
  },
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
} satisfies Drill;
