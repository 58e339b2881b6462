import { drillOfBody } from '../drill';

export default drillOfBody(
  { id: 'json-in-depth', title: 'nests a thousand lists', owasp: 'API4', ingresses: ['edge'] },
  () => '['.repeat(1_000) + ']'.repeat(1_000),
);
