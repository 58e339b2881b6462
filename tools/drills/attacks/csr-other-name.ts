import * as x509 from '@peculiar/x509';
import { certificateOf } from '../client-authority';
import { drillOfName } from '../drill';
import { readCertificate } from '../../../lambda/x509';

export default drillOfName({ id: 'csr-other-name', title: "asks for another device's SAN" }, ({ bob }) => {
  const [uri = ''] = readCertificate(certificateOf(bob).certificate).names.uris ?? [];
  return { extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'url', value: uri }])] };
});
