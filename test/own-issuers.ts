import consumerRegional from '../config/consumer-regional';
import example from '../config/example';
import partnerRegional from '../config/partner-regional';

/** Environments whose tokens are of an issuer that is not Cognito: the example's, the one without an edge, and partners'. */

/** There is no pool of ours to guard, so the rule in front of its sign-in is refused. */
function withoutSignIn<W extends { readonly signIn: unknown }>({ signIn, ...rest }: W): Omit<W, 'signIn'> {
  void signIn;
  return rest;
}

const auth0 = {
  ...example,
  waf: withoutSignIn(example.waf),
  identity: {
    kind: 'jwt',
    issuer: 'https://my-domain.auth0.com/',
    audience: 'https://example.com/wallet-api',
    clients: ['my_client_id'],
    scopeClaim: 'scope',
    clientClaim: 'azp',
  },
};

const okta = {
  ...consumerRegional,
  waf: withoutSignIn(consumerRegional.waf),
  identity: {
    kind: 'jwt',
    issuer: 'https://example.okta.com/oauth2/aus1a2b3c4d5',
    audience: 'api://wallet',
    clients: ['0oabzjlulb3iB9ZSk4x7', '0oabzjlulb3iB9ZSk4x8'],
    scopeClaim: 'scp',
    clientClaim: 'cid',
    userClaim: 'uid',
    resourceServer: 'wallet',
  },
};

/** Partners' systems, whose clients are registered with the issuer. */
const partners = {
  ...partnerRegional,
  waf: withoutSignIn(partnerRegional.waf),
  identity: {
    kind: 'jwt',
    issuer: 'https://my-domain.auth0.com/',
    audience: 'https://example.com/wallet-api',
    scopeClaim: 'scope',
    clientClaim: 'azp',
  },
  partners: [
    { name: 'acme', clientId: 'client_of_acme', certificates: [] },
    { name: 'globex', clientId: 'client_of_globex', certificates: [] },
  ],
};

export const inputs = { auth0, okta, partners };
