import { setTimeout as delay } from 'node:timers/promises';
import { revoke } from '../devices';
import { withCertificate } from '../lent';
import { outcomeOf } from '../outcome';
import type { Call, Drill, Field, Outcome } from '../types';
import { listAccounts } from '../wallet';

/** What is promised from the revocation until nobody is served any more. */
const promisedMs = 10_000;
const pauseMs = 100;

/** Goes on over the open connection until it is refused or the promised time is over; what it saw last is told with the time. */
async function persist(field: Field, call: Call): Promise<Outcome> {
  const began = Date.now();
  let last: Outcome;
  do {
    await delay(pauseMs);
    last = outcomeOf(await field.call(call));
  } while (last.served && Date.now() - began < promisedMs);
  return { served: last.served, saw: `${last.saw} after ${((Date.now() - began) / 1000).toFixed(1)} s` };
}

export default {
  id: 'client-revoked-in-use',
  title: 'is revoked while its requests run',
  owasp: 'API2',
  layer: 'service',
  profiles: ['managed', 'partner'],
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
