import { revoke } from '../devices';
import { withCertificate } from '../lent';
import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

// Behind a regional API no list stands in the handshake: there the guard alone refuses.
export default {
  id: 'client-revoked',
  title: 'opens a connection, certificate revoked',
  layer: 'client-mtls',
  ingresses: ['edge'],
  attack: field =>
    withCertificate(field, async ({ certificate, token }) => {
      await revoke(field.chain, certificate);
      await field.chain.fireSchedules();
      return outcomeOf(await field.call({ ...listAccounts(field), token, certificate }));
    }),
  twin: field =>
    withCertificate(field, async ({ certificate, token }) => {
      await field.chain.fireSchedules();
      return outcomeOf(await field.call({ ...listAccounts(field), token, certificate }));
    }),
} satisfies Drill;
