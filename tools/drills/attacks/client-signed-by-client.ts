import { readCertificate } from '../../../lambda/x509';
import { certificateOf, signedBy } from '../client-authority';
import { drillOfClient } from '../drill';

export default drillOfClient(
  { id: 'client-signed-by-client', title: 'signs a certificate with its own', layer: 'client-mtls' },
  ({ alice, bob }) => signedBy(certificateOf(bob), readCertificate(certificateOf(alice).certificate).subject),
);
