import { operation } from '../guard/operation';
import { listAccounts, readAccount, type AccountStore } from './logic';
import * as schemas from './schemas';

/** What each action of the routes does: parse, call one function, map the result. */
export const operations = (store: AccountStore) => ({
  listAccounts: operation(schemas.listAccounts, async ({ query }, { sub }) => ({
    status: 200,
    body: await listAccounts(store, sub, { limit: query.limit, after: query.cursor }),
  })),

  readAccount: operation(schemas.readAccount, async ({ path }, { sub }) => ({
    status: 200,
    body: await readAccount(store, sub, path.accountId),
  })),
});
