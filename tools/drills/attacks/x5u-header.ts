import { drillOfToken } from '../drill';
import { pretended } from '../tokens';

// The same by certificate; fetching it would also let the attacker choose whom the backend calls (API7:2023).
export default drillOfToken(
  { id: 'x5u-header', title: 'points to a certificate of their own (x5u)', owasp: 'API2' },
  async ({ alice }, honest) => ({
    ...honest,
    token: pretended(alice.token, { x5u: `https://keys.attacker.example/chain.pem` }),
  }),
);
