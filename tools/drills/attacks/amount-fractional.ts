import { drillOfInput } from '../drill';

export default drillOfInput({ id: 'amount-fractional', title: 'moves half a cent' }, () => ({ amountMinor: 0.5 }));
