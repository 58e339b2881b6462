import { drillOfToken } from '../drill';
import { claimsOf } from '../tokens';

// Compared as text, every date is in the future.
export default drillOfToken(
  { id: 'expiry-as-text', title: 'writes the expiry as text', owasp: 'API2' },
  async ({ alice, chain }, honest) => ({
    ...honest,
    token: await chain.issuer.mint({ ...claimsOf(alice.token), exp: '9999999999' }),
  }),
);
