import { drillOfToken } from '../drill';
import { claimsOf } from '../tokens';

export default drillOfToken(
  { id: 'expired-token', title: 'shows a token that has expired', owasp: 'API2' },
  async ({ alice, chain }, honest) => ({
    ...honest,
    token: await chain.issuer.mint({ ...claimsOf(alice.token), exp: Math.floor(Date.now() / 1000) - 60 }),
  }),
);
