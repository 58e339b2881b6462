import { signingRequest } from '../csr';
import { revoke } from '../devices';
import { renewalCall, withCertificate } from '../lent';
import { outcomeOf } from '../outcome';
import type { Drill } from '../types';

export default {
  id: 'renew-revoked',
  title: 'renews a device that was revoked',
  layer: 'service',
  profiles: ['managed'],
  attack: field =>
    withCertificate(field, async ({ certificate, token }) => {
      const { csr } = await signingRequest();
      await revoke(field.chain, certificate);
      return outcomeOf(await field.call({ ...renewalCall(token, certificate, csr), certificate }));
    }),
  twin: field =>
    withCertificate(field, async ({ certificate, token }) => {
      const { csr } = await signingRequest();
      return outcomeOf(await field.call({ ...renewalCall(token, certificate, csr), certificate }));
    }),
} satisfies Drill;
