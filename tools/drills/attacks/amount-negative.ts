import { drillOfInput } from '../drill';

export default drillOfInput({ id: 'amount-negative', title: 'moves a negative amount', owasp: 'API3' }, () => ({
  amountMinor: -1,
}));
