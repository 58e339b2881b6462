import { generateKeyPair, issueAuthority, localSigner, readCertificate } from '../../../lambda/x509';
import { certificateOf, clientAuthority } from '../client-authority';
import { drillOfClient } from '../drill';

// Neither CloudFront's nor API Gateway's guide names a check that a client's own certificate is no CA.
export default drillOfClient(
  {
    id: 'client-authority-as-client',
    title: 'shows an intermediate CA as its own',
    layer: 'service',
    profiles: ['managed', 'partner'],
  },
  async ({ alice, chain }) => {
    const issuer = await clientAuthority(chain.world, 'Root');
    const { subject } = readCertificate(certificateOf(alice).certificate);
    const { privateKey } = generateKeyPair();
    const certificate = await issueAuthority({ subject, issuer, signer: localSigner(privateKey), validityDays: 1 });
    return { certificate, chain: issuer.certificate, privateKey };
  },
);
