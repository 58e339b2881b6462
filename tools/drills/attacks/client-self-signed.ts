import { selfSigned } from '../certificates';
import { certificateOf } from '../client-authority';
import { drillOfClient } from '../drill';

export default drillOfClient(
  { id: 'client-self-signed', title: 'shows a self-signed client certificate', layer: 'client-mtls' },
  ({ alice }) => selfSigned(certificateOf(alice)),
);
