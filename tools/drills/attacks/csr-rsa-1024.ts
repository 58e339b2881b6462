import { rsaKey, signingRequest } from '../csr';
import { drillOfRequest } from '../drill';

export default drillOfRequest({ id: 'csr-rsa-1024', title: 'asks with an RSA key of 1,024 bits' }, () =>
  signingRequest({ key: rsaKey(1_024) }),
);
