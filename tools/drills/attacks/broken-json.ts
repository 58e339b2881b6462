import { drillOfBody } from '../drill';

// What the parser says of it, a stack trace with it, is for the log.
export default drillOfBody(
  { id: 'broken-json', title: 'sends a body that breaks off', owasp: 'API8', ingresses: ['edge'] },
  () => '{"fromAccountId":',
);
