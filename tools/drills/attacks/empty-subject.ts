import { outcomeOf } from '../outcome';
import { claimsOf } from '../tokens';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

// Data without an owner, an index with an empty key: nobody must not be somebody.
export default {
  id: 'empty-subject',
  title: 'shows a token of nobody',
  owasp: 'API2',
  layer: 'service',
  attack: async field => {
    const { alice, chain } = field;
    const token = await chain.issuer.mint({ ...claimsOf(alice.token), sub: '' });
    return outcomeOf(await field.call({ ...listAccounts(field), token }));
  },
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
} satisfies Drill;
