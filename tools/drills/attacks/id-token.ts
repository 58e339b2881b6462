import { drillOfToken } from '../drill';

export default drillOfToken(
  { id: 'id-token', title: 'shows an ID token in place of an access token' },
  ({ alice }, honest) => ({ ...honest, token: alice.idToken }),
);
