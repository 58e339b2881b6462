import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Reply } from '../../../lambda/guard/call';
import { onceStore, type OnceStore, type Repeatable } from '../../../lambda/guard/once';
import { Problem } from '../../../lambda/guard/problem';
import { database, type Database } from './support/store';

let db: Database;
let store: OnceStore;
/** The replies of the work, in turn; how often it was done. */
let done: number;

beforeAll(async () => {
  db = await database();
});
afterAll(() => db.stop());
beforeEach(() => {
  done = 0;
  store = onceStore(db.client, 'idempotency');
});
afterEach(() => jest.restoreAllMocks());

let keys = 0;
const request = (other: Partial<Repeatable> = {}): Repeatable => ({
  sub: 'alice',
  clientId: 'app1',
  route: 'POST /devices',
  path: {},
  query: {},
  key: undefined,
  body: `{"n":${keys}}`,
  ...other,
});
beforeEach(() => (keys += 1));

const work = async (): Promise<Reply> => ({ status: 201, headers: { location: '/x' }, body: { made: (done += 1) } });
const run = (other: Partial<Repeatable> = {}, of = work) => store.run(request(other), 10_000, of);

test('the same request again is answered, not done again', async () => {
  const first = await run();
  expect(first).toEqual({ status: 201, headers: { location: '/x' }, body: { made: 1 } });
  expect(await run()).toEqual({ ...first, replayed: true });
  expect(done).toBe(1);
});

test.each<[string, Partial<Repeatable>]>([
  ['caller', { sub: 'bob' }],
  ['app', { clientId: 'app2' }],
  ['route', { route: 'POST /other' }],
  ['path', { path: { deviceId: 'd-1' } }],
  ['query', { query: { force: '1' } }],
  ['key of its own', { key: 'k-1' }],
  ['body', { body: '{}' }],
  ['body (none)', { body: undefined }],
])('another %s is another request', async (_what, other) => {
  await run();
  expect(await run(other)).not.toHaveProperty('replayed');
  expect(done).toBe(2);
});

test('twenty at once: it is done once; the others get that answer, or 409 while it is not there', async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      run({}, async () => {
        await new Promise(resolve => setTimeout(resolve, 50));
        return work();
      }).catch((error: unknown) => error),
    ),
  );
  expect(done).toBe(1);
  const inProgress = answers.filter(answer => answer instanceof Problem);
  for (const problem of inProgress) expect(problem).toMatchObject({ status: 409, code: 'request_in_progress' });
  expect(answers.length - inProgress.length).toBeGreaterThanOrEqual(1);
  expect(await run()).toMatchObject({ body: { made: 1 }, replayed: true });
});

test('what was refused was not done, and may be asked for again', async () => {
  const refused = new Problem({ status: 422, code: 'no', detail: 'No.' });
  await expect(run({}, () => Promise.reject(refused))).rejects.toBe(refused);
  expect(await run()).toMatchObject({ body: { made: 1 } });
});

test('a crash in the middle: 409 until the function cannot be running any more, then it is done', async () => {
  // The function is gone before it could say anything: neither an answer nor an error reaches the table.
  void run({}, () => new Promise(() => {}));
  await new Promise(resolve => setTimeout(resolve, 100));
  await expect(run()).rejects.toMatchObject({ status: 409, code: 'request_in_progress' });
  const later = Date.now() + 10_001;
  jest.spyOn(Date, 'now').mockImplementation(() => later);
  expect(await run()).toMatchObject({ body: { made: 1 } });
});

test('a record ends after an hour', async () => {
  const start = Date.now();
  await run();
  jest.spyOn(Date, 'now').mockImplementation(() => start + 3_598_000);
  expect(await run()).toMatchObject({ replayed: true });
  jest.spyOn(Date, 'now').mockImplementation(() => start + 3_602_000);
  expect(await run()).not.toHaveProperty('replayed');
  expect(done).toBe(2);
});

test('what is in the table: a hash, the answer, and until when; not the body', async () => {
  await run({ body: '{"secret":"hunter2"}' });
  const [item] = (await db.all('idempotency')).filter(({ id }) => String(id).startsWith('guard#')).slice(-1);
  expect(Object.keys(item ?? {}).sort()).toEqual(['data', 'expiration', 'id', 'in_progress_expiration', 'status']);
  expect(JSON.stringify(await db.all('idempotency'))).not.toContain('hunter2');
});

describe('a store that fails', () => {
  const gone = Object.assign(new Error('gone'), { name: 'TimeoutError' });
  const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException', $fault: 'client' });

  /** Fails at the given operations; everything else reaches the database. */
  const failing = (error: Error, ...operations: readonly string[]): OnceStore => {
    const client = Object.create(db.client) as DynamoDBDocumentClient;
    client.send = (async (command: object) => {
      if (operations.includes(command.constructor.name.replace('Command', ''))) throw error;
      return db.client.send(command as never);
    }) as DynamoDBDocumentClient['send'];
    return onceStore(client, 'idempotency');
  };

  test('before the work: 503, nothing done', async () => {
    store = failing(gone, 'PutItem');
    await expect(run()).rejects.toMatchObject({ status: 503, code: 'store_unavailable' });
    expect(done).toBe(0);
  });

  test('a right we lack is a fault of ours, and nothing is done', async () => {
    store = failing(denied, 'PutItem');
    await expect(run()).rejects.toBe(denied);
    expect(done).toBe(0);
  });

  test('after the work: 503, and for the rest of the call nobody does it again', async () => {
    store = failing(gone, 'UpdateItem');
    await expect(run()).rejects.toMatchObject({ status: 503 });
    await expect(run()).rejects.toMatchObject({ status: 409 });
    expect(done).toBe(1);
  });

  test('after a refusal: 503, and it may be asked for again once the call is over', async () => {
    store = failing(gone, 'DeleteItem');
    const refused = new Problem({ status: 422, code: 'no', detail: 'No.' });
    await expect(run({}, () => Promise.reject(refused))).rejects.toMatchObject({ status: 503 });
    const later = Date.now() + 10_001;
    jest.spyOn(Date, 'now').mockImplementation(() => later);
    expect(await run()).toMatchObject({ body: { made: 1 } });
  });
});

test('no environment variable turns it off', async () => {
  process.env['POWERTOOLS_IDEMPOTENCY_DISABLED'] = 'true';
  try {
    await expect(run()).rejects.toThrow('turns Powertools idempotency off');
    expect(done).toBe(0);
  } finally {
    delete process.env['POWERTOOLS_IDEMPOTENCY_DISABLED'];
  }
});
