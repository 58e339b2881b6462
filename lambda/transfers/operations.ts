import { operation } from '../guard/operation';
import { notFound } from '../guard/problem';
import { createTransfer, sourceUnknown, type TransferStore } from './logic';
import * as schemas from './schemas';

/** What each action of the routes does: parse, call one function, map the result. */
export const operations = (store: TransferStore) => ({
  createTransfer: operation(
    schemas.createTransfer,
    {
      type: 'Account',
      id: ({ body }) => body.fromAccountId,
      load: ({ body }) => store.account(body.fromAccountId),
      hidden: ({ body }) => sourceUnknown(body.fromAccountId),
      context: ({ body }) => ({ amountMinor: body.amountMinor }),
    },
    async ({ headers, body }, { caller: { sub }, correlationId }) => {
      const key = headers['idempotency-key'];
      const { transfer, replayed } = await createTransfer(store, sub, key, body, correlationId);
      return {
        headers: { location: `/transfers/${transfer.transferId}` },
        body: transfer,
        ...(replayed ? { replayed } : {}),
      };
    },
  ),

  readTransfer: operation(
    schemas.readTransfer,
    {
      type: 'Transfer',
      id: ({ path }) => path.transferId,
      load: ({ path }) => store.read(path.transferId),
      hidden: () => notFound('transfer'),
    },
    async (_input, { resource }) => ({ body: resource }),
  ),
});
