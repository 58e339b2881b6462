import { drillOfToken } from '../drill';

export default drillOfToken({ id: 'id-token', title: 'shows an ID token' }, ({ alice }, honest) => ({
  ...honest,
  token: alice.idToken,
}));
