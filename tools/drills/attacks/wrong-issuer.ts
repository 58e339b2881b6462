import { drillOfToken } from '../drill';
import { claimsOf } from '../tokens';

export default drillOfToken(
  { id: 'wrong-issuer', title: 'shows a token of another user pool', owasp: 'API2' },
  async ({ alice, chain }, honest) => ({
    ...honest,
    token: await chain.issuer.mint({ ...claimsOf(alice.token), iss: `${chain.issuer.url}-other` }),
  }),
);
