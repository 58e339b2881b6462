import { drillOfClaims } from '../drill';

// A list where one name belongs: compared loosely, it is equal to any of its members.
export default drillOfClaims(
  { id: 'client-id-list', title: 'names two apps in one token', owasp: 'API2', issuer: 'cognito' },
  ({ chain }) => ({ aud: chain.issuer.clientId, client_id: [chain.issuer.clientId, 'other'] }),
);
