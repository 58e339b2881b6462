import { generateKeyPair, issueAuthority, issueLeaf, localSigner, readCertificate } from '../../../lambda/x509';
import type { ClientCertificate } from '../client';
import { outcomeOf } from '../outcome';
import type { Drill, Seeded } from '../types';
import { listAccounts } from '../wallet';

/** A copy of a client's certificate in every name, from a CA with the name of ours and a key of the attacker's. */
async function imitate({ certificate }: Seeded): Promise<ClientCertificate> {
  const { subject, issuer, names } = readCertificate(certificate?.certificate ?? '');
  const signer = localSigner(generateKeyPair().privateKey);
  const authority = await issueAuthority({ subject: issuer, signer, validityDays: 2 });
  const { spki, privateKey } = generateKeyPair();
  const leaf = await issueLeaf({
    subject,
    names,
    spki,
    issuer: { certificate: authority, signer },
    usages: ['clientAuth'],
    validityDays: 1,
  });
  return { certificate: leaf, chain: authority, privateKey };
}

export default {
  id: 'client-other-authority',
  title: 'shows a certificate of a lookalike CA',
  layer: 'client-mtls',
  attack: async field =>
    outcomeOf(await field.call({ ...listAccounts(field), certificate: await imitate(field.alice) })),
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
} satisfies Drill;
