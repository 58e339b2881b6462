import { operations } from '../../../lambda/accounts/operations';
import { routes } from '../../../lambda/accounts/routes';
import { accountStore } from '../../../lambda/accounts/store';
import { service, type Answer } from '../guard/support/service';
import { clientAt, database, silentStore, type Database } from '../guard/support/store';

let db: Database;
let call: Awaited<ReturnType<typeof service>>;

beforeAll(async () => {
  db = await database();
  call = await service(routes, operations(accountStore(db.client, 'accounts')));
  await db.put('alice', 'a-1', 10_000);
  await db.put('alice', 'a-2', 0);
  await db.put('bob', 'b-1', 7);
  for (let at = 0; at < 25; at += 1) await db.put('carol', `c-${String(at).padStart(2, '0')}`, at);
});
afterAll(() => db.stop());

const list = (user: string, query?: Record<string, string>) =>
  call(user, { route: 'GET /accounts', ...(query && { query }) });
const read = (user: string, accountId: string) =>
  call(user, { route: 'GET /accounts/{accountId}', path: { accountId } });
const ids = ({ body }: Answer) => (body['accounts'] as { accountId: string }[]).map(({ accountId }) => accountId);

test('lists mine, and only what is for me to see', async () => {
  const answer = await list('alice');
  expect(answer).toMatchObject({ status: 200 });
  expect(answer.body).toEqual({
    accounts: [
      { accountId: 'a-1', currency: 'EUR', balanceMinor: 10_000, createdAt: '2026-01-01T00:00:00.000Z' },
      { accountId: 'a-2', currency: 'EUR', balanceMinor: 0, createdAt: '2026-01-01T00:00:00.000Z' },
    ],
  });
});

test('someone without accounts has an empty list', async () => {
  expect((await list('dave')).body).toEqual({ accounts: [] });
});

test('a long list comes in pages, each account once', async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await list('carol', { limit: '10', ...(cursor === undefined ? {} : { cursor }) });
    seen.push(...ids(page));
    cursor = page.body['next'] as string | undefined;
  } while (cursor !== undefined && seen.length < 100);
  expect(seen).toHaveLength(25);
  expect(new Set(seen).size).toBe(25);
});

test('the cursor of another lists mine only', async () => {
  const { body } = await list('carol', { limit: '1' });
  expect(ids(await list('alice', { cursor: String(body['next']) }))).toEqual([]);
  const early = Buffer.from('a-0').toString('base64url');
  expect(ids(await list('alice', { cursor: early }))).toEqual(['a-1', 'a-2']);
});

test.each([
  ['limit', '0'],
  ['limit', '101'],
  ['limit', '1.5'],
  ['limit', '1,2'],
  ['limit', 'all'],
  ['limit', ''],
  ['cursor', '!'],
  ['cursor', Buffer.from('{"owner":"bob"}').toString('base64url')],
  ['cursor', 'a'.repeat(200)],
  ['owner', 'bob'],
])('refused: %s=%s', async (name, value) => {
  expect(await list('alice', { [name]: value })).toMatchObject({
    status: 400,
    body: { code: 'input_invalid', errors: [{ field: `query.${name}` }] },
  });
});

test('reads one of mine', async () => {
  expect(await read('alice', 'a-1')).toMatchObject({ status: 200, body: { accountId: 'a-1', balanceMinor: 10_000 } });
});

test("another's account and none at all look the same", async () => {
  const [anothers, none] = [await read('alice', 'b-1'), await read('alice', 'nowhere')];
  expect(anothers).toMatchObject({ status: 404, body: { code: 'not_found' } });
  expect(anothers).toEqual(none);
});

test.each([
  ['never answers', false],
  ['begins an answer that never ends', true],
])('a store that %s is a 503 well before the function ends, asked once', async (_what, drips) => {
  const silent = await silentStore(drips);
  const client = clientAt(silent.endpoint);
  const waiting = await service(routes, operations(accountStore(client, 'accounts')));
  const started = performance.now();
  const answer = await waiting('alice', { route: 'GET /accounts' });
  expect(answer).toMatchObject({ status: 503, body: { code: 'store_unavailable' }, headers: { 'retry-after': '2' } });
  expect(performance.now() - started).toBeLessThan(4_000);
  expect(silent.connections()).toBe(1);
  client.destroy();
  await silent.stop();
});

test('a table that is not there is a fault of ours: 500, and no word about it', async () => {
  const lost = await service(routes, operations(accountStore(db.client, 'gone')));
  const answer = await lost('alice', { route: 'GET /accounts' });
  expect(answer).toMatchObject({ status: 500, body: { code: 'internal_error' } });
  expect(JSON.stringify(answer.body)).not.toMatch(/gone|ResourceNotFound/);
});
