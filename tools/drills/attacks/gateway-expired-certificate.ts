import { fromOurAuthority } from '../certificates';
import { drillOfOrigin } from '../drill';

export default drillOfOrigin(
  {
    id: 'gateway-expired-certificate',
    title: 'skips the edge with an expired certificate',
    layer: 'origin-mtls',
    behind: 'service',
  },
  ({ chain }) => fromOurAuthority(chain.world, { expired: true }),
);
