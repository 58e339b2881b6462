import type { OwnIssuerConfig } from '../config';
import type { TokenIssuer } from '../services/services-stack';

/** An issuer that is already there: nothing of it is provisioned here, so all of it is written in the configuration. */
export const ownIssuer = ({ identity }: OwnIssuerConfig): TokenIssuer => ({
  issuerUrl: identity.issuer,
  clientIds: identity.clients,
  tokens: {
    audience: identity.audience,
    scopeClaim: identity.scopeClaim,
    clientClaim: identity.clientClaim,
    userClaim: identity.userClaim,
  },
});
