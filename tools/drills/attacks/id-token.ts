import { drillOfToken } from '../drill';

export default drillOfToken(
  // Partners' systems get no ID token.
  { id: 'id-token', title: 'shows an ID token', owasp: 'API2', profiles: ['consumer', 'managed'] },
  ({ alice }, honest) => ({ ...honest, token: alice.idToken }),
);
