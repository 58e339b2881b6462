import { drillOfInput } from '../drill';

export default drillOfInput(
  { id: 'other-users-money', title: "spends from another user's account", owasp: 'API1' },
  ({ alice, bob }) => ({ fromAccountId: bob.account.accountId, toAccountId: alice.account.accountId }),
);
