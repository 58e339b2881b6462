import { drillOfClaims } from '../drill';

// API Gateway looks at client_id only where there is no aud; the guard looks at it always.
export default drillOfClaims(
  { id: 'audience-in-front', title: 'hides another app behind an audience', owasp: 'API2', issuer: 'cognito' },
  ({ chain }) => ({ aud: [chain.issuer.clientId], client_id: 'someoneelsesapp' }),
);
