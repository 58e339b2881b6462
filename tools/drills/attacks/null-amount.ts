import { drillOfBody } from '../drill';

export default drillOfBody({ id: 'null-amount', title: 'moves nothing at all', owasp: 'API3' }, honest => ({
  ...honest,
  amountMinor: null,
}));
