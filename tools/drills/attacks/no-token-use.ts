import { drillOfClaims } from '../drill';

// Neither an access nor an ID token; the JWT authorizer of an HTTP API does not ask.
export default drillOfClaims(
  {
    id: 'no-token-use',
    title: 'shows a token that says no use',
    owasp: 'API2',
    ingresses: ['edge'],
    issuer: 'cognito',
  },
  () => ({ token_use: undefined }),
);
