import { fromOurAuthority } from '../certificates';
import { drillOfOrigin } from '../drill';

export default drillOfOrigin(
  {
    id: 'gateway-expired-certificate',
    title: 'bypasses the edge, expired certificate',
    layer: 'origin-mtls',
    behind: 'service',
  },
  ({ chain }) => fromOurAuthority(chain.world, { expired: true }),
);
