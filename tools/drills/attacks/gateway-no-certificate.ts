import { drillOfOrigin } from '../drill';

export default drillOfOrigin(
  { id: 'gateway-no-certificate', title: 'walks around the edge', layer: 'origin-mtls', behind: 'service' },
  async () => undefined,
);
