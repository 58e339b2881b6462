import { setTimeout as delay } from 'node:timers/promises';
import { revoke } from '../devices';
import { withCertificate } from '../lent';
import { outcomeOf } from '../outcome';
import { pauseMs, persist } from '../persist';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

export default {
  id: 'client-revoked-in-use',
  title: 'is revoked while its requests run',
  owasp: 'API2',
  layer: 'service',
  profiles: ['managed', 'partner'],
  waits: true,
  attack: field =>
    withCertificate(field, async ({ certificate, token }) => {
      const call = { ...listAccounts(field), token, certificate };
      // The guard remembers from here on that the certificate is good, which is what makes a revocation take time.
      const before = outcomeOf(await field.call(call));
      if (!before.served) return before;
      await revoke(field.chain, certificate);
      return persist(field, call);
    }),
  twin: field =>
    withCertificate(field, async ({ certificate, token }) => {
      const call = { ...listAccounts(field), token, certificate };
      await field.call(call);
      await delay(pauseMs);
      return outcomeOf(await field.call(call));
    }),
} satisfies Drill;
