import { clientAuthority, copyOf } from '../client-authority';
import { drillOfClient } from '../drill';

// CloudFront looks at the extended key usage: its connection logs have a code for it, ClientCertIntentInvalid.
export default drillOfClient(
  {
    id: 'client-not-for-clients',
    title: 'shows a server certificate at the edge',
    layer: 'client-mtls',
    ingresses: ['edge'],
  },
  async ({ alice, chain }) => copyOf(alice, await clientAuthority(chain.world), { usages: ['serverAuth'] }),
);
