import { edgeCertificate, selfSigned } from '../certificates';
import { drillOfOrigin } from '../drill';

export default drillOfOrigin(
  {
    id: 'gateway-self-signed',
    title: 'bypasses the edge, self-signed certificate',
    layer: 'origin-mtls',
    behind: 'service',
  },
  async ({ chain }) => selfSigned(await edgeCertificate(chain.world)),
);
