import { clientAuthority, copyOf } from '../client-authority';
import { drillOfClient } from '../drill';

export default drillOfClient(
  {
    id: 'client-same-name',
    title: 'shows its certificate with another key',
    layer: 'service',
    profiles: ['managed', 'partner'],
  },
  async ({ alice, chain }) => copyOf(alice, await clientAuthority(chain.world)),
);
