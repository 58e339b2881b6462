import { drillOfOrigin } from '../drill';

export default drillOfOrigin(
  {
    id: 'gateway-no-certificate',
    title: 'bypasses the edge, no certificate',
    layer: 'origin-mtls',
    behind: 'service',
  },
  async () => undefined,
);
