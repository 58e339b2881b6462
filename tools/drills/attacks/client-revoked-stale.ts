import { revoke } from '../devices';
import { withCertificate } from '../lent';
import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

export default {
  id: 'client-revoked-stale',
  title: 'is revoked, and the handshake lets it in',
  owasp: 'API2',
  layer: 'service',
  profiles: ['managed', 'partner'],
  attack: field =>
    withCertificate(field, async ({ certificate, token }) => {
      // The registry knows at once; the list at the edge is made equal to it once a minute.
      await revoke(field.chain, certificate);
      return outcomeOf(await field.call({ ...listAccounts(field), token, certificate }));
    }),
  twin: field =>
    withCertificate(field, async ({ certificate, token }) =>
      outcomeOf(await field.call({ ...listAccounts(field), token, certificate })),
    ),
} satisfies Drill;
