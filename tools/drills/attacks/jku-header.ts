import { drillOfToken } from '../drill';
import { pretended } from '../tokens';

// A verifier that fetches the keys a token names has handed the choice to whoever made it (RFC 8725, 2.10).
export default drillOfToken(
  { id: 'jku-header', title: 'points to keys of their own (jku)', owasp: 'API2' },
  async ({ alice }, honest) => ({
    ...honest,
    token: pretended(alice.token, { jku: `https://keys.attacker.example/jwks.json` }),
  }),
);
