import { drillOfBody } from '../drill';

export default drillOfBody(
  { id: 'list-as-body', title: 'sends a list of transfers', owasp: 'API3', ingresses: ['edge'] },
  honest => [honest],
);
