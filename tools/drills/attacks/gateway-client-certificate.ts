import { certificateOf } from '../client-authority';
import { drillOfOrigin } from '../drill';

export default drillOfOrigin(
  {
    id: 'gateway-client-certificate',
    title: "bypasses the edge, a client's certificate",
    layer: 'origin-mtls',
    behind: 'service',
    profiles: ['managed', 'partner'],
  },
  async ({ alice }) => certificateOf(alice),
);
