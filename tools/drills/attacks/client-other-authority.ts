import { readCertificate } from '../../../lambda/x509';
import { madeUpAuthority } from '../certificates';
import { certificateOf, copyOf } from '../client-authority';
import { drillOfClient } from '../drill';

export default drillOfClient(
  { id: 'client-other-authority', title: "shows a copy from a CA of our CA's name", layer: 'client-mtls' },
  async ({ alice }) => copyOf(alice, await madeUpAuthority(readCertificate(certificateOf(alice).certificate).issuer)),
);
