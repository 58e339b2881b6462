import { drillOfInput } from '../drill';

export default drillOfInput({ id: 'amount-string', title: 'moves an amount that is a string', owasp: 'API3' }, () => ({
  amountMinor: '1',
}));
