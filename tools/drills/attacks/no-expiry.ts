import { drillOfToken } from '../drill';
import { claimsOf } from '../tokens';

export default drillOfToken(
  { id: 'no-expiry', title: 'shows a token that never expires', owasp: 'API2' },
  async ({ alice, chain }, honest) => ({
    ...honest,
    token: await chain.issuer.mint({ ...claimsOf(alice.token), exp: undefined }),
  }),
);
