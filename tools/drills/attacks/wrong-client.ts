import { drillOfToken } from '../drill';
import { claimsOf, ofAnotherApp } from '../tokens';

export default drillOfToken(
  { id: 'wrong-client', title: 'shows a token made for another app', owasp: 'API2', ingresses: ['edge'] },
  async ({ alice, chain }, honest) => ({
    ...honest,
    token: await chain.issuer.mint(ofAnotherApp(claimsOf(alice.token))),
  }),
);
