import { fromOurAuthority } from '../certificates';
import { drillOfOrigin } from '../drill';

// API Gateway's guide names no check of the extended key usage, so the layer that must see it is the guard.
export default drillOfOrigin(
  { id: 'not-client-auth', title: 'shows a server certificate of our CA', layer: 'service', ingresses: ['edge'] },
  ({ chain }) => fromOurAuthority(chain.world, { usages: ['serverAuth'] }),
);
