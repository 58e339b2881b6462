import { fromOurAuthority } from '../certificates';
import { drillOfOrigin } from '../drill';

export default drillOfOrigin(
  { id: 'not-the-edge', title: 'shows a certificate of our CA, not the edge', layer: 'service', ingresses: ['edge'] },
  ({ chain }) => fromOurAuthority(chain.world, { names: { uris: ['urn:portcullis:edge:elsewhere'] } }),
);
