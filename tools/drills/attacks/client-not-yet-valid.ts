import { clientAuthority, copyOf } from '../client-authority';
import { drillOfClient } from '../drill';

export default drillOfClient(
  { id: 'client-not-yet-valid', title: 'shows a certificate of tomorrow', layer: 'client-mtls' },
  async ({ alice, chain }) =>
    copyOf(alice, await clientAuthority(chain.world), {
      notBefore: new Date(Date.now() + 86_400_000),
      notAfter: new Date(Date.now() + 2 * 86_400_000),
    }),
);
