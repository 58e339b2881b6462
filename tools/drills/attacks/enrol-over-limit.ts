import type { ClientCertificate } from '../client';
import { signingRequest } from '../csr';
import { enrolmentCall, issuedIn, mostDevices, revoke } from '../devices';
import { withAnswer } from '../lent';
import { outcomeOf } from '../outcome';
import type { Drill, Field, Outcome } from '../types';

/** Enrols devices until one is refused, or there is one more than there may be. Revokes them all. */
async function enrolMany(field: Field): Promise<Outcome> {
  const enrolled: ClientCertificate[] = [];
  // One is there already: Alice's own.
  const most = mostDevices(field.chain.world);
  try {
    for (let i = 1; ; i += 1) {
      const { csr, privateKey } = await signingRequest();
      const answer = await field.call(enrolmentCall(field.alice.token, csr));
      const certificate = issuedIn(answer, privateKey);
      if (certificate !== undefined) enrolled.push(certificate);
      const outcome = outcomeOf(answer);
      if (!outcome.served || i === most) return { ...outcome, saw: `${outcome.saw} after ${i}` };
    }
  } finally {
    for (const certificate of enrolled) await revoke(field.chain, certificate);
  }
}

export default {
  id: 'enrol-over-limit',
  title: 'enrols one device too many',
  owasp: 'API4',
  layer: 'service',
  profiles: ['managed'],
  ingresses: ['edge'],
  attack: enrolMany,
  twin: async field => withAnswer(field, await signingRequest(), outcomeOf),
} satisfies Drill;
