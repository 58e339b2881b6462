import { curveKey, signingRequest } from '../csr';
import { drillOfRequest } from '../drill';

export default drillOfRequest({ id: 'csr-p-192', title: 'asks with a key on P-192' }, () =>
  signingRequest({ key: curveKey('prime192v1') }),
);
