import { drillOfToken } from '../drill';
import { carryingItsKey } from '../tokens';

// RFC 7515, 4.1.3: the header may hold a public key. It says nothing about whose.
export default drillOfToken(
  { id: 'jwk-header', title: 'brings the key along in the token (jwk)', owasp: 'API2' },
  async ({ alice }, honest) => ({ ...honest, token: carryingItsKey(alice.token) }),
);
