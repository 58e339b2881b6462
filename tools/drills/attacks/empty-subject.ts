import { drillOfClaims } from '../drill';
import { claimsOf, ofNobody } from '../tokens';

// Data without an owner, an index with an empty key: nobody must not be somebody.
export default drillOfClaims({ id: 'empty-subject', title: 'shows a token of nobody', owasp: 'API2' }, ({ alice }) =>
  ofNobody(claimsOf(alice.token)),
);
