import { drillOfInput } from '../drill';

export default drillOfInput({ id: 'amount-negative', title: 'moves a negative amount' }, () => ({ amountMinor: -1 }));
