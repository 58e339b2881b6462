import { operation, ownWallet } from '../guard/operation';
import { notFound } from '../guard/problem';
import { listAccounts, type AccountStore } from './logic';
import * as schemas from './schemas';

/** What each action of the routes does: parse, call one function, map the result. */
export const operations = (store: AccountStore) => ({
  listAccounts: operation(schemas.listAccounts, ownWallet, async ({ query }, { caller }) => ({
    body: await listAccounts(store, caller.sub, { limit: query.limit, after: query.cursor }),
  })),

  readAccount: operation(
    schemas.readAccount,
    {
      type: 'Account',
      id: ({ path }) => path.accountId,
      load: ({ path }) => store.read(path.accountId),
      hidden: () => notFound('account'),
    },
    async (_input, { resource }) => ({ body: resource }),
  ),
});
