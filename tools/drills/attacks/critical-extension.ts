import { drillOfClaims } from '../drill';

// RFC 7515, 4.1.11: who does not understand an extension that is marked critical must refuse the token.
export default drillOfClaims(
  { id: 'critical-extension', title: 'shows a token with a critical extension', owasp: 'API2' },
  () => ({ jti: 'critical' }),
  { crit: ['b64'], b64: true },
);
