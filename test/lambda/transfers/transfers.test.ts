import { operations } from '../../../lambda/transfers/operations';
import { routes } from '../../../lambda/transfers/routes';
import { transferStore } from '../../../lambda/transfers/store';
import { notes, service, type Answer } from '../guard/support/service';
import { clientAt, database, silentStore, type Database } from '../guard/support/store';
import { remembered } from './remembered';

const tables = { transfers: 'transfers', accounts: 'accounts' };
const recorder = notes();
let db: Database;
let call: Awaited<ReturnType<typeof service>>;

beforeAll(async () => {
  db = await database();
});
afterAll(() => db.stop());
beforeEach(async () => {
  await db.empty('transfers');
  call = await service(routes, operations(transferStore(db.client, tables)), recorder);
  await db.put('alice', 'a-1', 1_000);
  await db.put('bob', 'b-1', 50);
  await db.put('carol', 'c-1', 0, 'SEK');
  recorder.taken.length = 0;
});

const order = { fromAccountId: 'a-1', toAccountId: 'b-1', amountMinor: 300, currency: 'EUR' };
let keys = 0;
const send = (user: string, body: object, key = `key-${(keys += 1)}`): Promise<Answer> =>
  call(user, { route: 'POST /transfers', headers: { 'idempotency-key': key }, body });
const read = (user: string, transferId: string) =>
  call(user, { route: 'GET /transfers/{transferId}', path: { transferId } });
const untouched = { 'a-1': 1_000, 'b-1': 50, 'c-1': 0 };

test('moves the money, both ways or not at all, and keeps the record', async () => {
  const { status, headers, body } = await send('alice', order);
  expect(status).toBe(201);
  expect(body).toEqual({ ...order, transferId: expect.any(String), createdAt: expect.any(String) });
  expect(headers['location']).toBe(`/transfers/${String(body['transferId'])}`);
  expect(headers['idempotency-replayed']).toBeUndefined();
  expect(await db.balances()).toEqual({ 'a-1': 700, 'b-1': 350, 'c-1': 0 });
  expect(await db.all('transfers')).toMatchObject([
    { ...order, owner: 'alice', transferId: body['transferId'], correlationId: headers['x-correlation-id'] },
  ]);
  expect(headers['x-correlation-id']).toBe('edge-1');
});

describe('the same key', () => {
  test('with the same order: the same answer, nothing moved again', async () => {
    const first = await send('alice', order, 'k');
    const again = await send('alice', { ...order }, 'k');
    expect(again.status).toBe(201);
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(await db.balances()).toEqual({ 'a-1': 700, 'b-1': 350, 'c-1': 0 });
    expect(recorder.taken).toEqual(['served', 'replayed']);
  });

  test('with the same order, when the money is gone by now: still the same answer', async () => {
    const all = { ...order, amountMinor: 1_000 };
    await send('alice', all, 'k');
    expect(await send('alice', all, 'k')).toMatchObject({ status: 201, headers: { 'idempotency-replayed': 'true' } });
  });

  test.each([
    ['amount', { amountMinor: 301 }],
    ['destination', { toAccountId: 'c-1' }],
    ['currency', { currency: 'SEK' }],
  ])('with another %s: 409, nothing moved', async (_what, change) => {
    await send('alice', order, 'k');
    const answer = await send('alice', { ...order, ...change }, 'k');
    expect(answer).toMatchObject({ status: 409, body: { code: 'idempotency_conflict' } });
    expect(await db.balances()).toEqual({ 'a-1': 700, 'b-1': 350, 'c-1': 0 });
  });

  test('of another user is another key', async () => {
    await send('alice', order, 'k');
    const back = { fromAccountId: 'b-1', toAccountId: 'a-1', amountMinor: 1, currency: 'EUR' };
    const answer = await send('bob', back, 'k');
    expect(answer).toMatchObject({ status: 201 });
    expect(answer.headers['idempotency-replayed']).toBeUndefined();
  });

  test('after a refusal may be used again: nothing had happened', async () => {
    expect(await send('alice', { ...order, amountMinor: 2_000 }, 'k')).toMatchObject({ status: 422 });
    expect(await send('alice', order, 'k')).toMatchObject({ status: 201 });
  });
});

const refusals: readonly [what: string, code: string, field: string, body: object][] = [
  ['more than there is', 'insufficient_funds', 'body.amountMinor', { ...order, amountMinor: 1_001 }],
  [
    "from another's account",
    'source_unknown',
    'body.fromAccountId',
    { ...order, fromAccountId: 'b-1', toAccountId: 'a-1', amountMinor: 1 },
  ],
  ['from nowhere', 'source_unknown', 'body.fromAccountId', { ...order, fromAccountId: 'x-1' }],
  ['to nowhere', 'destination_unknown', 'body.toAccountId', { ...order, toAccountId: 'x-1' }],
  ['to an account in another currency', 'destination_unknown', 'body.toAccountId', { ...order, toAccountId: 'c-1' }],
  ['in a currency that neither has', 'currency_mismatch', 'body.currency', { ...order, currency: 'SEK' }],
  [
    'in the currency of the destination only',
    'currency_mismatch',
    'body.currency',
    { ...order, currency: 'SEK', toAccountId: 'c-1' },
  ],
];

test.each(refusals)('422, nothing moved: %s (%s)', async (_what, code, field, body) => {
  expect(await send('alice', body)).toMatchObject({ status: 422, body: { code, errors: [{ field }] } });
  expect(await db.balances()).toEqual(untouched);
  expect(await db.all('transfers')).toEqual([]);
});

test("another's account and none at all look the same as a source", async () => {
  const from = (fromAccountId: string) =>
    send('alice', { ...order, fromAccountId, toAccountId: 'a-1', amountMinor: 1 });
  const text = async (id: string) => JSON.stringify((await from(id)).body).replaceAll(id, '');
  expect(await text('b-1')).toBe(await text('x-1'));
});

test('without a key: 400 that names the header', async () => {
  expect(await call('alice', { route: 'POST /transfers', body: order })).toMatchObject({
    status: 400,
    body: { errors: [{ field: 'headers.idempotency-key' }] },
  });
});

test('a transfer is read by who made it, and by nobody else', async () => {
  const { body } = await send('alice', order);
  const transferId = String(body['transferId']);
  expect(await read('alice', transferId)).toMatchObject({ status: 200, body });
  const [others, none] = [await read('bob', transferId), await read('bob', '00000000-0000-8000-8000-000000000000')];
  expect(others).toMatchObject({ status: 404, body: { code: 'not_found' } });
  expect(others).toEqual(none);
});

const sum = (balances: Record<string, number>) =>
  Object.values(balances).reduce((total, balance) => total + balance, 0);

describe('at once', () => {
  test('two hundred of the same transfer: one is made, all get its answer, money is conserved', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, () => send('alice', order, 'k')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === undefined)).toHaveLength(1);
    expect(await db.balances()).toEqual({ 'a-1': 700, 'b-1': 350, 'c-1': 0 });
    expect(await db.all('transfers')).toHaveLength(1);
  });

  test('sixty that together ask for more than there is: as many as the money lasts, never below zero', async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, () => send('alice', { ...order, amountMinor: 24 })));
    const made = answers.filter(({ status }) => status === 201);
    expect(made).toHaveLength(41);
    expect(answers.filter(({ body }) => body['code'] === 'insufficient_funds')).toHaveLength(19);
    const balances = await db.balances();
    expect(balances).toEqual({ 'a-1': 16, 'b-1': 1_034, 'c-1': 0 });
    expect(sum(balances)).toBe(sum(untouched));
    expect(await db.all('transfers')).toHaveLength(41);
  });

  test('sixty to and fro between two accounts: money is conserved', async () => {
    await Promise.all(
      Array.from({ length: 60 }, (_, at) =>
        at % 2 === 0
          ? send('alice', { ...order, amountMinor: 10 + at })
          : send('bob', { fromAccountId: 'b-1', toAccountId: 'a-1', amountMinor: 5 + at, currency: 'EUR' }),
      ),
    );
    const balances = await db.balances();
    expect(sum(balances)).toBe(sum(untouched));
    expect(Math.min(...Object.values(balances))).toBeGreaterThanOrEqual(0);
  });
});

test('what the tables do in memory is what they do in DynamoDB', async () => {
  const account = (owner: string, balanceMinor: number, currency = 'EUR') => ({ owner, balanceMinor, currency });
  const memory = remembered({
    'a-1': account('alice', 1_000),
    'b-1': account('bob', 50),
    'c-1': account('carol', 0, 'SEK'),
  });
  const tested = transferStore(db.client, tables);
  const record = { ...order, transferId: 't-0', owner: 'alice', createdAt: 'now', bodyHash: 'h', correlationId: 'c' };
  const bookings = [
    {},
    { transferId: 't-0', amountMinor: 1 },
    { transferId: 't-1', amountMinor: 701 },
    { transferId: 't-2', owner: 'bob' },
    ...refusals.map(([, , , body], at) => ({ ...body, transferId: `refused-${at}` })),
    { transferId: 't-3', amountMinor: 700 },
    { transferId: 't-4', owner: 'bob', fromAccountId: 'b-1', toAccountId: 'a-1', amountMinor: 1_050 },
  ].map(other => ({ ...record, ...other }));
  const outcomes = new Set<string>();
  for (const booking of bookings) {
    const outcome = await tested.book(booking);
    expect([booking, await memory.book(booking)]).toEqual([booking, outcome]);
    expect(await memory.read(booking.transferId)).toEqual(await tested.read(booking.transferId));
    outcomes.add(outcome);
  }
  for (const id of ['a-1', 'b-1', 'c-1', 'x-1']) expect(await memory.account(id)).toEqual(await tested.account(id));
  expect(await db.balances()).toEqual({ 'a-1': 1_050, 'b-1': 0, 'c-1': 0 });
  expect([...outcomes].sort()).toEqual(['booked', 'refused']);
});

test('a store that never answers is a 503 well before the function ends; the write went out once', async () => {
  const silent = await silentStore();
  const client = clientAt(silent.endpoint);
  const waiting = await service(routes, operations(transferStore(client, tables)));
  const started = performance.now();
  const answer = await waiting('alice', { route: 'POST /transfers', headers: { 'idempotency-key': 'k' }, body: order });
  expect(answer).toMatchObject({ status: 503, body: { code: 'store_unavailable' } });
  expect(answer.headers['retry-after']).toBeDefined();
  expect(performance.now() - started).toBeLessThan(4_000);
  expect(silent.connections()).toBe(1);
  expect(await db.balances()).toEqual(untouched);
  client.destroy();
  await silent.stop();
});

test('a store that is gone is a 503', async () => {
  const client = clientAt('http://127.0.0.1:9');
  const lost = await service(routes, operations(transferStore(client, tables)));
  expect(
    await lost('alice', {
      route: 'GET /transfers/{transferId}',
      path: { transferId: '00000000-0000-8000-8000-000000000000' },
    }),
  ).toMatchObject({
    status: 503,
  });
  client.destroy();
});
