import { clientAuthority, copyOf } from '../client-authority';
import { drillOfClient } from '../drill';

export default drillOfClient(
  { id: 'client-expired', title: 'shows a certificate that ended a minute ago', layer: 'client-mtls' },
  async ({ alice, chain }) =>
    copyOf(alice, await clientAuthority(chain.world), {
      notBefore: new Date(Date.now() - 86_400_000),
      notAfter: new Date(Date.now() - 60_000),
    }),
);
