import { createPrivateKey } from 'node:crypto';
import { certificateOf } from '../client-authority';
import { signingRequest } from '../csr';
import { drillOfRequest } from '../drill';

export default drillOfRequest({ id: 'csr-key-reused', title: 'asks with a key that had a certificate' }, ({ alice }) =>
  signingRequest({ key: createPrivateKey(certificateOf(alice).privateKey) }),
);
