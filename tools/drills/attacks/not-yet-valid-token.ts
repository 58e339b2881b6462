import { drillOfToken } from '../drill';
import { claimsOf } from '../tokens';

export default drillOfToken(
  { id: 'not-yet-valid-token', title: 'shows a token of tomorrow', owasp: 'API2' },
  async ({ alice, chain }, honest) => ({
    ...honest,
    token: await chain.issuer.mint({ ...claimsOf(alice.token), nbf: Math.floor(Date.now() / 1000) + 86_400 }),
  }),
);
