import * as x509 from '@peculiar/x509';
import { readCertificate } from '../../../lambda/x509';
import { certificateOf, signedBy } from '../client-authority';
import { signingRequest } from '../csr';
import { withAnswer } from '../lent';
import { outcomeOf } from '../outcome';
import type { Drill } from '../types';
import { listAccounts } from '../wallet';

/** A request whose extensions ask for a CA that may sign others. */
const asAuthority = () =>
  signingRequest({
    extensions: [
      new x509.BasicConstraintsExtension(true, 1, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });

// The request itself is served: nothing but its public key is read. What it asked for is missed when it signs.
export default {
  id: 'csr-authority',
  title: 'asks to be a CA, and signs as one',
  layer: 'client-mtls',
  profiles: ['managed'],
  attack: async field =>
    withAnswer(field, await asAuthority(), async (answer, got) => {
      if (got === undefined) return outcomeOf(answer);
      if (readCertificate(got.certificate).isAuthority) return { served: true, saw: 'CA:TRUE' };
      const certificate = await signedBy(got, readCertificate(certificateOf(field.bob).certificate).subject);
      return outcomeOf(await field.call({ ...listAccounts(field), certificate }));
    }),
  twin: async field =>
    withAnswer(field, await signingRequest(), async (answer, certificate) =>
      certificate === undefined
        ? outcomeOf(answer)
        : outcomeOf(await field.call({ ...listAccounts(field), certificate })),
    ),
} satisfies Drill;
