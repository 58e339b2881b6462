import { readCertificate } from '../../../lambda/x509';
import { certificateOf } from '../client-authority';
import { drillOfName } from '../drill';

export default drillOfName({ id: 'csr-other-subject', title: "asks for another device's subject" }, ({ bob }) => ({
  subject: readCertificate(certificateOf(bob).certificate).subject,
}));
