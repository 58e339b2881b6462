import { clientsOf, type OwnIssuerConfig } from '../config';
import type { TokenIssuer } from '../services/services-stack';

/** An issuer that is already there: nothing of it is provisioned here, so all of it is written in the configuration. */
export const ownIssuer = (config: OwnIssuerConfig): TokenIssuer => {
  const { identity } = config;
  return {
    issuerUrl: identity.issuer,
    clientIds: clientsOf(config),
    tokens: {
      audience: identity.audience,
      scopeClaim: identity.scopeClaim,
      clientClaim: identity.clientClaim,
      // A system is its own subject.
      userClaim: config.profile === 'partner' ? 'sub' : config.identity.userClaim,
    },
  };
};
