import { edgeCertificate } from '../certificates';
import { drillOfClient } from '../drill';

export default drillOfClient(
  {
    id: 'client-hop-certificate',
    title: "shows the edge's own certificate",
    layer: 'client-mtls',
    ingresses: ['edge'],
  },
  ({ chain }) => edgeCertificate(chain.world),
);
