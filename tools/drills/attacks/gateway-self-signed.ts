import { selfSigned } from '../certificates';
import { drillOfOrigin } from '../drill';

export default drillOfOrigin(
  {
    id: 'gateway-self-signed',
    title: 'skips the edge with a self-signed certificate',
    layer: 'origin-mtls',
    behind: 'service',
  },
  ({ chain }) => selfSigned(chain.world),
);
