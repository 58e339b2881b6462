import { outcomeOf } from '../outcome';
import { claimsOf } from '../tokens';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

// RFC 7515, 4.1.11: who does not understand an extension that is marked critical must refuse the token.
export default {
  id: 'critical-extension',
  title: 'shows a token with a critical extension',
  owasp: 'API2',
  layer: 'service',
  attack: async field => {
    const { alice, chain } = field;
    const token = await chain.issuer.mint({ ...claimsOf(alice.token), jti: 'critical' }, { crit: ['b64'], b64: true });
    return outcomeOf(await field.call({ ...listAccounts(field), token }));
  },
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
} satisfies Drill;
