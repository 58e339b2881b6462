import { drillOfToken } from '../drill';
import { altered } from '../tokens';

export default drillOfToken(
  { id: 'altered-token', title: 'puts another user into a token', owasp: 'API2' },
  ({ alice, bob }, honest) => ({ ...honest, token: altered(alice.token, { sub: bob.sub }) }),
);
