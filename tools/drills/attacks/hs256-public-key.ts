import { drillOfToken } from '../drill';
import { hmacWithPublicKey } from '../tokens';

export default drillOfToken(
  { id: 'hs256-public-key', title: 'signs a token with the public key (HS256)', owasp: 'API2' },
  async ({ alice, chain }, honest) => ({
    ...honest,
    token: hmacWithPublicKey(alice.token, (await chain.issuer.jwks()).keys),
  }),
);
