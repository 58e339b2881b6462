import { drillOfToken } from '../drill';
import { unsigned } from '../tokens';

export default drillOfToken({ id: 'alg-none', title: 'sends a token that says alg: none' }, ({ alice }, honest) => ({
  ...honest,
  token: unsigned(alice.token),
}));
