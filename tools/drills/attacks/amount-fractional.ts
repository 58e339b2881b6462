import { drillOfInput } from '../drill';

export default drillOfInput({ id: 'amount-fractional', title: 'moves half a cent', owasp: 'API3' }, () => ({
  amountMinor: 0.5,
}));
