import { outcomeOf } from '../outcome';
import { claimsOf } from '../tokens';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

// A list where one name belongs: compared loosely, it is equal to any of its members.
export default {
  id: 'client-id-list',
  title: 'names two apps in one token',
  owasp: 'API2',
  layer: 'service',
  attack: async field => {
    const { alice, chain } = field;
    const token = await chain.issuer.mint({
      ...claimsOf(alice.token),
      aud: chain.issuer.clientId,
      client_id: [chain.issuer.clientId, 'other'],
    });
    return outcomeOf(await field.call({ ...listAccounts(field), token }));
  },
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
} satisfies Drill;
