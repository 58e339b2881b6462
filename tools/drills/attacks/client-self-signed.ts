import { generateKeyPair, issueAuthority, localSigner, readCertificate } from '../../../lambda/x509';
import { certificateOf } from '../client-authority';
import { drillOfClient } from '../drill';

export default drillOfClient(
  { id: 'client-self-signed', title: 'shows a self-signed client certificate', layer: 'client-mtls' },
  async ({ alice }) => {
    const { subject } = readCertificate(certificateOf(alice).certificate);
    const { privateKey } = generateKeyPair();
    const certificate = await issueAuthority({ subject, signer: localSigner(privateKey), validityDays: 1 });
    return { certificate, privateKey };
  },
);
