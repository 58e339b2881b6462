import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Problem, unavailable } from '../guard/problem';
import type { Account, Transfer } from './schemas';

export interface TransferStore {
  /**
   * Writes the record, the debit and the credit, all or nothing. `refused`: a condition did not hold (the record exists,
   * the source is not the owner's or too low, the destination does not fit). `contended`: another write was in the way.
   */
  book(transfer: Transfer): Promise<'booked' | 'refused' | 'contended'>;
  read(transferId: string): Promise<Transfer | undefined>;
  account(accountId: string): Promise<Account | undefined>;
}

export interface Order {
  readonly fromAccountId: string;
  readonly toAccountId: string;
  readonly amountMinor: number;
  readonly currency: string;
}

/** Longest pauses before another attempt, in milliseconds; the real ones are random, so that rivals part. */
const pauses = [40, 80, 160, 320, 640];
/** No attempt starts after this long: a slow store must end in our own 503, not in the function's timeout. */
const lastStart = 2_500;

/**
 * Moves money exactly once for a caller's idempotency key. The record's id is derived from owner and key, so the same
 * order sent again meets its own record, whatever got lost in between and however many arrive at once.
 */
export async function createTransfer(
  store: TransferStore,
  sub: string,
  key: string,
  order: Order,
  correlationId: string,
): Promise<{ readonly transfer: Transfer; readonly replayed: boolean }> {
  const transfer: Transfer = {
    ...order,
    transferId: transferIdOf(sub, key),
    owner: sub,
    createdAt: new Date().toISOString(),
    bodyHash: hashOf(order),
    correlationId,
  };
  const started = performance.now();
  for (const longest of pauses) {
    if (performance.now() - started > lastStart) break;
    const outcome = await store.book(transfer);
    if (outcome === 'booked') return { transfer, replayed: false };
    if (outcome === 'refused') {
      const earlier = await store.read(transfer.transferId);
      if (earlier) return { transfer: sameOrder(earlier, transfer), replayed: true };
      await explain(store, transfer);
      // Nothing stands in the way any more: it changed between the write and this look. So try again.
    }
    await pause(Math.random() * longest);
  }
  throw unavailable('transfer_contended');
}

/** A hash in the form of a UUID, version 8 (RFC 9562, 5.8). A sub cannot end where a key begins: JSON quotes both. */
function transferIdOf(owner: string, key: string): string {
  const bytes = createHash('sha256')
    .update(JSON.stringify([owner, key]))
    .digest()
    .subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Over the parsed fields, not the text: white space does not make another order. */
const hashOf = ({ fromAccountId, toAccountId, amountMinor, currency }: Order): string =>
  createHash('sha256')
    .update(JSON.stringify([fromAccountId, toAccountId, amountMinor, currency]))
    .digest('hex');

function sameOrder(earlier: Transfer, { bodyHash }: Transfer): Transfer {
  if (earlier.bodyHash === bodyHash) return earlier;
  throw new Problem({
    status: 409,
    code: 'idempotency_conflict',
    detail: 'This Idempotency-Key was used for another transfer. Take a new key for a new transfer.',
  });
}

/** Says why a booking was refused, as far as the caller may know. Another's account looks as if it did not exist. */
async function explain(store: TransferStore, { owner, fromAccountId, toAccountId, amountMinor, currency }: Transfer) {
  const source = await store.account(fromAccountId);
  if (source?.owner !== owner) throw sourceUnknown(fromAccountId);
  if (source.currency !== currency)
    throw cannot('currency_mismatch', 'body.currency', currency, `the currency of the account, ${source.currency}`);
  if (source.balanceMinor < amountMinor)
    throw cannot('insufficient_funds', 'body.amountMinor', amountMinor, 'at most what the account holds');
  const destination = await store.account(toAccountId);
  if (destination?.currency !== currency)
    throw cannot('destination_unknown', 'body.toAccountId', toAccountId, 'the id of an account in the same currency');
}

const cannot = (code: string, field: string, got: string | number, takes: string): Problem =>
  new Problem({
    status: 422,
    code,
    detail: 'The transfer cannot be made; nothing was moved.',
    errors: [{ field, got: JSON.stringify(got), takes }],
  });

/** An account that is not there, or another's. */
export const sourceUnknown = (accountId: string): Problem =>
  cannot('source_unknown', 'body.fromAccountId', accountId, 'the id of an account of yours');
