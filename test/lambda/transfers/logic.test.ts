import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { documentClient } from '../../../lambda/guard/store';
import { createTransfer, type TransferStore } from '../../../lambda/transfers/logic';
import type { Transfer } from '../../../lambda/transfers/schemas';
import { transferStore } from '../../../lambda/transfers/store';

const order = { fromAccountId: 'a-1', toAccountId: 'b-1', amountMinor: 300, currency: 'EUR' };
const rich = { owner: 'alice', currency: 'EUR', balanceMinor: 1_000 };

type Outcome = Awaited<ReturnType<TransferStore['book']>>;

/** A store that gives these outcomes in turn, the last one for ever. */
function store(outcomes: readonly Outcome[], other: Partial<TransferStore> = {}) {
  const booked: Transfer[] = [];
  const of: TransferStore = {
    async book(transfer) {
      booked.push(transfer);
      return outcomes[Math.min(booked.length, outcomes.length) - 1] ?? 'contended';
    },
    read: async () => undefined,
    account: async () => rich,
    ...other,
  };
  return { of, booked };
}

const create = (of: TransferStore, key = 'k', sub = 'alice') => createTransfer(of, sub, key, order, 'edge-1');

test('tries again, with the same record, while others write', async () => {
  const { of, booked } = store(['contended', 'contended', 'booked']);
  await expect(create(of)).resolves.toMatchObject({ replayed: false });
  expect(new Set(booked.map(transfer => JSON.stringify(transfer))).size).toBe(1);
  expect(booked).toHaveLength(3);
});

test('tries again when what stood in the way is gone', async () => {
  const { of } = store(['refused', 'booked']);
  await expect(create(of)).resolves.toMatchObject({ replayed: false });
});

test.each<Outcome>(['contended', 'refused'])('gives up after a bounded number of attempts: %s', async outcome => {
  const { of, booked } = store([outcome]);
  const started = performance.now();
  await expect(create(of)).rejects.toMatchObject({ status: 503, code: 'transfer_contended' });
  expect(booked).toHaveLength(5);
  expect(performance.now() - started).toBeLessThan(1_500);
});

test('starts no attempt once the caller has waited long: the function would end before its answer', async () => {
  const { of, booked } = store(['contended']);
  jest.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValueOnce(1).mockReturnValue(2_501);
  await expect(create(of)).rejects.toMatchObject({ status: 503 });
  expect(booked).toHaveLength(1);
  jest.restoreAllMocks();
});

describe('the id of a transfer', () => {
  const idOf = async (sub: string, key: string) => (await create(store(['booked']).of, key, sub)).transfer.transferId;

  test('is a UUID of version 8 that owner and key decide', async () => {
    expect(await idOf('alice', 'k')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(await idOf('alice', 'k')).toBe(await idOf('alice', 'k'));
  });

  test('differs for another key, another owner, and where one runs into the other', async () => {
    const ids = await Promise.all([idOf('alice', 'k'), idOf('alice', 'l'), idOf('bob', 'k'), idOf('alic', 'ek')]);
    expect(new Set(ids).size).toBe(4);
  });
});

describe('why DynamoDB cancelled a transaction', () => {
  const book = (...codes: string[]) => {
    const client = documentClient();
    const error = new TransactionCanceledException({
      message: 'cancelled',
      $metadata: {},
      CancellationReasons: codes.map(Code => ({ Code })),
    });
    jest.spyOn(client, 'send').mockImplementation(() => Promise.reject(error));
    const transfer = { ...order, transferId: 't', owner: 'alice', createdAt: '', bodyHash: '', correlationId: '' };
    return transferStore(client, { transfers: 't', accounts: 'a' }).book(transfer);
  };

  test.each([
    ['refused', ['ConditionalCheckFailed', 'None', 'None']],
    ['refused', ['None', 'TransactionConflict', 'ConditionalCheckFailed']],
    ['contended', ['None', 'TransactionConflict', 'None']],
    ['contended', ['ThrottlingError', 'None', 'None']],
  ])('%s: %j', async (outcome, codes) => {
    await expect(book(...codes)).resolves.toBe(outcome);
  });

  test('a request it calls wrong is a fault of ours, not a reason to try again', async () => {
    await expect(book('None', 'ValidationError', 'None')).rejects.toThrow('cancelled');
  });
});
