import { fromAnotherAuthority } from '../certificates';
import { drillOfOrigin } from '../drill';

export default drillOfOrigin(
  {
    id: 'gateway-other-authority',
    title: 'bypasses the edge, lookalike certificate',
    layer: 'origin-mtls',
    behind: 'service',
  },
  ({ chain }) => fromAnotherAuthority(chain.world),
);
