import { curveKey, signingRequest } from '../csr';
import { drillOfRequest } from '../drill';

export default drillOfRequest({ id: 'csr-bad-signature', title: "asks for a certificate of another's key" }, () =>
  signingRequest({ signedWith: curveKey('P-256') }),
);
