import { certificateOf } from '../client-authority';
import { drillOfClient } from '../drill';

export default drillOfClient(
  {
    id: 'stolen-token',
    title: 'uses a stolen token, its own certificate',
    owasp: 'API2',
    layer: 'service',
    profiles: ['managed', 'partner'],
  },
  ({ bob }) => certificateOf(bob),
);
