import { drillOfToken } from '../drill';
import { claimsOf, ofAnotherClient } from '../tokens';

export default {
  ...drillOfToken(
    { id: 'other-client-of-the-pool', title: 'shows the token of another app of the pool', ingresses: ['regional'] },
    async ({ alice, chain }, honest) => ({
      ...honest,
      token: await chain.issuer.mint(ofAnotherClient(claimsOf(alice.token))),
    }),
  ),
  // A Cognito authorizer takes the tokens of every client of its pool.
  layer: 'service' as const,
  behind: undefined,
};
