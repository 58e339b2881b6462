import { drillOfToken } from '../drill';
import { claimsOf } from '../tokens';

export default drillOfToken(
  { id: 'wrong-client', title: 'shows a token made for another app', owasp: 'API2', ingresses: ['edge'] },
  async ({ alice, chain }, honest) => ({
    ...honest,
    token: await chain.issuer.mint({ ...claimsOf(alice.token), client_id: 'another-app' }),
  }),
);
