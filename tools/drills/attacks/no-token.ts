import { drillOfToken } from '../drill';

export default drillOfToken({ id: 'no-token', title: 'calls without a token', owasp: 'API2' }, (_, honest) => ({
  ...honest,
  token: undefined,
}));
