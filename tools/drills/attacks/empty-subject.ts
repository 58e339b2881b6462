import { drillOfClaims } from '../drill';

// Data without an owner, an index with an empty key: nobody must not be somebody.
export default drillOfClaims({ id: 'empty-subject', title: 'shows a token of nobody', owasp: 'API2' }, () => ({
  sub: '',
}));
