import { fromAnotherAuthority } from '../certificates';
import { drillOfOrigin } from '../drill';

export default drillOfOrigin(
  {
    id: 'gateway-other-authority',
    title: "skips the edge with another CA's certificate",
    layer: 'origin-mtls',
    behind: 'service',
  },
  ({ chain }) => fromAnotherAuthority(chain.world),
);
