import { drillOfOrigin } from '../drill';

export default drillOfOrigin(
  {
    id: 'gateway-no-certificate',
    title: 'skips the edge, without a certificate',
    layer: 'origin-mtls',
    behind: 'service',
  },
  async () => undefined,
);
