import { operation } from '../guard/operation';
import { createTransfer, readTransfer, type TransferStore } from './logic';
import * as schemas from './schemas';

/** What each action of the routes does: parse, call one function, map the result. */
export const operations = (store: TransferStore) => ({
  createTransfer: operation(schemas.createTransfer, async ({ headers, body }, { sub }) => {
    const { transfer, replayed } = await createTransfer(store, sub, headers['idempotency-key'], body);
    return {
      status: 201,
      headers: { location: `/transfers/${transfer.transferId}` },
      body: transfer,
      ...(replayed ? { replayed } : {}),
    };
  }),

  readTransfer: operation(schemas.readTransfer, async ({ path }, { sub }) => ({
    status: 200,
    body: await readTransfer(store, sub, path.transferId),
  })),
});
