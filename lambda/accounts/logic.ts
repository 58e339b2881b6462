import type { Account } from './schemas';

export interface AccountStore {
  read(accountId: string): Promise<Account | undefined>;
  /** A page of one owner's accounts, ordered by id; `after` is the last id of the page before. */
  listOf(
    owner: string,
    page: { readonly limit: number; readonly after?: string | undefined },
  ): Promise<{ readonly accounts: readonly Account[]; readonly more: boolean }>;
}

export async function listAccounts(
  store: AccountStore,
  sub: string,
  page: { readonly limit: number; readonly after?: string | undefined },
) {
  const { accounts, more } = await store.listOf(sub, page);
  const last = accounts.at(-1);
  return {
    accounts: [...accounts],
    ...(more && last ? { next: Buffer.from(last.accountId).toString('base64url') } : {}),
  };
}
