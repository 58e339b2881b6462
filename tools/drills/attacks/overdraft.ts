import { drillOfInput } from '../drill';

export default drillOfInput({ id: 'overdraft', title: 'spends more than there is', owasp: 'API6' }, ({ alice }) => ({
  amountMinor: alice.account.balanceMinor + 1,
}));
