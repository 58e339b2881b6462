import { outcomeOf } from '../outcome';
import { claimsOf } from '../tokens';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

// API Gateway looks at client_id only where there is no aud; the guard looks at it always.
export default {
  id: 'audience-in-front',
  title: 'hides another app behind an audience',
  owasp: 'API2',
  layer: 'service',
  attack: async field => {
    const { alice, chain } = field;
    const token = await chain.issuer.mint({
      ...claimsOf(alice.token),
      aud: [chain.issuer.clientId],
      client_id: 'someoneelsesapp',
    });
    return outcomeOf(await field.call({ ...listAccounts(field), token }));
  },
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
} satisfies Drill;
