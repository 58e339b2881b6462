import { clientAuthority, copyOf } from '../client-authority';
import { drillOfClient } from '../drill';

// API Gateway's guide names no check of the extended key usage. The registry takes no such certificate, so the guard knows none.
export default drillOfClient(
  {
    id: 'client-not-for-clients-regional',
    title: 'shows a server certificate to the API',
    layer: 'service',
    profiles: ['managed', 'partner'],
    ingresses: ['regional'],
  },
  async ({ alice, chain }) => copyOf(alice, await clientAuthority(chain.world), { usages: ['serverAuth'] }),
);
