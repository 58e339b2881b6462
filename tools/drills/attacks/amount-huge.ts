import { drillOfInput } from '../drill';

export default drillOfInput({ id: 'amount-huge', title: 'moves more than a number can count', owasp: 'API3' }, () => ({
  amountMinor: 1e21,
}));
