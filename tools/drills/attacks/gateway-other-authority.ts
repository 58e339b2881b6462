import { fromAnotherAuthority } from '../certificates';
import { drillOfOrigin } from '../drill';

export default drillOfOrigin(
  {
    id: 'gateway-other-authority',
    title: "walks around the edge with a lookalike CA's certificate",
    layer: 'origin-mtls',
    behind: 'service',
  },
  ({ chain }) => fromAnotherAuthority(chain.world),
);
