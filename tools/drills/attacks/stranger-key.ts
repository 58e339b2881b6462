import { drillOfToken } from '../drill';
import { signedByStranger } from '../tokens';

export default drillOfToken(
  { id: 'stranger-key', title: 'signs a token with a key of their own', owasp: 'API2' },
  ({ alice }, honest) => ({ ...honest, token: signedByStranger(alice.token) }),
);
