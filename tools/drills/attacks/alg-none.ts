import { drillOfToken } from '../drill';
import { unsigned } from '../tokens';

export default drillOfToken(
  { id: 'alg-none', title: 'sends a token that says alg: none', owasp: 'API2' },
  ({ alice }, honest) => ({
    ...honest,
    token: unsigned(alice.token),
  }),
);
