import type { TransferStore } from '../../../lambda/transfers/logic';
import type { Account, Transfer } from '../../../lambda/transfers/schemas';

export interface Remembered extends TransferStore {
  readonly accounts: Map<string, Account>;
  readonly transfers: Map<string, Transfer>;
}

/** What the tables do, in memory: a booking is whole or nothing, under the transaction's own conditions. A test holds it against DynamoDB. */
export function remembered(seeded: Readonly<Record<string, Account>>): Remembered {
  const accounts = new Map(Object.entries(seeded));
  const transfers = new Map<string, Transfer>();
  return {
    accounts,
    transfers,
    async book(transfer) {
      const { transferId, owner, fromAccountId, toAccountId, amountMinor, currency } = transfer;
      const [from, to] = [accounts.get(fromAccountId), accounts.get(toAccountId)];
      if (transfers.has(transferId) || from?.owner !== owner || from.currency !== currency) return 'refused';
      if (from.balanceMinor < amountMinor || to?.currency !== currency) return 'refused';
      transfers.set(transferId, transfer);
      accounts.set(fromAccountId, { ...from, balanceMinor: from.balanceMinor - amountMinor });
      accounts.set(toAccountId, { ...to, balanceMinor: to.balanceMinor + amountMinor });
      return 'booked';
    },
    read: async transferId => transfers.get(transferId),
    account: async accountId => accounts.get(accountId),
  };
}
