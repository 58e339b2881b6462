import * as z from 'zod';
import type { Request } from '../../../../lambda/guard/call';
import { contract, input, takes } from '../../../../lambda/guard/contract';
import { publicOperation } from '../../../../lambda/guard/operation';
import type { Route } from '../../../../lambda/guard/routes';
import { schema } from '../../../../lambda/guard/stages/schema';
import { operations as transfers } from '../../../../lambda/transfers/operations';
import { routes } from '../../../../lambda/transfers/routes';

const never = async () => Promise.reject(new Error('the store is not asked here'));
const operations = transfers({ book: never, read: never, account: never });
const stage = schema({ operations, maxBodyBytes: 512 });
const row = (action: string): Route => {
  const found = routes.find(route => route.action === action);
  if (found === undefined) throw new Error(action);
  return found;
};

const order = { fromAccountId: 'a-1', toAccountId: 'b-1', amountMinor: 100, currency: 'EUR' };
const request = (other: Partial<Request> = {}): Request => ({
  id: '1',
  edgeId: undefined,
  correlationId: '1',
  routeKey: 'POST /transfers',
  clientCertificate: undefined,
  headers: { 'content-type': 'application/json', 'idempotency-key': 'k-1', accept: '*/*' },
  path: {},
  query: {},
  body: JSON.stringify(order),
  bodyIsBase64: false,
  ...other,
});
const create = (other: Partial<Request>) => stage(request(other), { row: row('createTransfer') });
const read = (other: Partial<Request>) => stage(request({ body: undefined, ...other }), { row: row('readTransfer') });
const headers = (other: Record<string, string>) => ({ headers: { ...request().headers, ...other } });
const base64 = (bytes: string | Buffer) => ({ body: Buffer.from(bytes).toString('base64'), bodyIsBase64: true });

test.each([
  ['as sent', {}],
  ['in base64', base64(JSON.stringify(order))],
  ['with a charset', headers({ 'content-type': 'Application/JSON; charset=UTF-8' })],
  ['with white space', { body: JSON.stringify(order, null, 2) }],
  ['as a number that is whole in another spelling', { body: JSON.stringify(order).replace('100', '1e2') }],
])('taken: an order %s', async (_what, other) => {
  const { input: taken } = await create(other);
  expect(taken).toEqual({ path: {}, query: {}, headers: { 'idempotency-key': 'k-1' }, body: order });
});

const huge = 100_000_001;
const amounts: readonly [unknown, string][] = [
  [0, '0'],
  [-1, '-1'],
  [0.5, '0.5'],
  [100.000_000_1, '100.0000001'],
  [huge, String(huge)],
  [Number.MAX_SAFE_INTEGER, String(Number.MAX_SAFE_INTEGER)],
  [1e300, '1e+300'],
  ['100', '"100"'],
  ['', '""'],
  [null, 'null'],
  [true, 'true'],
  [[100], 'a list of 1'],
  [{ $gt: 0 }, 'an object'],
  [undefined, 'nothing'],
  ['9'.repeat(200), 'a text of 200 characters'],
];

test.each(amounts)('refused: an amount of %j', async (amountMinor, got) => {
  await expect(create({ body: JSON.stringify({ ...order, amountMinor }) })).rejects.toMatchObject({
    status: 400,
    code: 'input_invalid',
    errors: [{ field: 'body.amountMinor', got, takes: 'a whole number of minor units (cents) from 1 to 100000000' }],
  });
});

const bodies: readonly [what: string, field: string, body: unknown][] = [
  ['a field of the record (mass assignment)', 'body.owner', { ...order, owner: 'mallory' }],
  ['a field of the table', 'body.balanceMinor', { ...order, balanceMinor: 1 }],
  ['a field every object has', 'body.constructor', { ...order, constructor: {} }],
  ['an account id with a path in it', 'body.fromAccountId', { ...order, fromAccountId: '../b' }],
  ['an account id that is an object', 'body.toAccountId', { ...order, toAccountId: { S: 'b' } }],
  ['a currency in lower case', 'body.currency', { ...order, currency: 'eur' }],
  ['a transfer to the account itself', 'body.toAccountId', { ...order, toAccountId: 'a-1' }],
  ['nested deeply', 'body', `{"amountMinor":${'['.repeat(50)}${']'.repeat(50)}}`],
  ['one field twice', 'body', `{"amountMinor":1,${JSON.stringify(order).slice(1)}`],
  ['__proto__', 'body', `{"__proto__":{"amountMinor":1},${JSON.stringify(order).slice(1)}`],
  ['a list', 'body', [order]],
  ['text', 'body', '"100"'],
  ['null', 'body', 'null'],
  ['no JSON', 'body', 'amountMinor=100'],
];

test.each(bodies)('refused: %s (%s)', async (_what, field, body) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const refused = { status: 400, code: 'input_invalid', errors: [{ field, takes: expect.any(String) }] };
  await expect(create({ body: text })).rejects.toMatchObject(refused);
  await expect(create(base64(text))).rejects.toMatchObject(refused);
});

test.each([
  ['nothing', undefined],
  ['an empty text', ''],
])('refused: %s for a body', async (_what, body) => {
  await expect(create({ body })).rejects.toMatchObject({ errors: [{ field: 'body', got: 'nothing' }] });
});

test('refused: bytes that are no UTF-8', async () => {
  const bytes = Buffer.concat([Buffer.from('{"currency":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]);
  await expect(create(base64(bytes))).rejects.toMatchObject({ errors: [{ field: 'body', takes: 'JSON in UTF-8' }] });
});

test.each([
  ['nothing', undefined],
  ['text', 'text/plain'],
  ['a form', 'application/x-www-form-urlencoded'],
  ['another JSON', 'application/merge-patch+json'],
  ['two types', 'application/json, text/plain'],
  ['another charset', 'application/json; charset=utf-16'],
])('415 for a Content-Type of %s', async (_what, type) => {
  const { 'content-type': _type, ...others } = request().headers;
  const sent = { headers: type === undefined ? others : { ...others, 'content-type': type } };
  await expect(create(sent)).rejects.toMatchObject({ status: 415, code: 'content_type_not_taken' });
});

test.each([
  ['plain', { body: `"${'a'.repeat(511)}"` }],
  ['in base64', base64(`"${'a'.repeat(511)}"`)],
  ['short in characters, long in bytes', { body: `"${'€'.repeat(200)}"` }],
])('413 for a body over the limit, %s', async (_what, other) => {
  await expect(create(other)).rejects.toMatchObject({ status: 413, code: 'body_too_large' });
});

test.each([
  ['no key', ''],
  ['two keys', 'k-1,k-2 '],
  ['a key that is too long', 'k'.repeat(129)],
  ['a key with a line in it', 'k\n1'],
])('refused without a word of it: %s', async (_what, key) => {
  const problem: unknown = await create(headers({ 'idempotency-key': key })).catch((error: unknown) => error);
  expect(problem).toMatchObject({
    errors: [{ field: 'headers.idempotency-key', takes: expect.stringMatching(/UUID/) }],
  });
  expect(JSON.stringify(problem)).not.toContain('"got"');
});

const id = '00000000-0000-8000-8000-000000000000';
test.each([
  ['another path', 'path.transferId', { path: { transferId: '../accounts' } }],
  ['no path', 'path.transferId', {}],
  ['a query nobody asked for', 'query.owner', { path: { transferId: id }, query: { owner: 'bob' } }],
  ['a query named __proto__', 'query.__proto__', { path: { transferId: id }, query: JSON.parse('{"__proto__":"x"}') }],
  ['a body on a GET', 'body', { path: { transferId: id }, body: '{}' }],
])('refused: %s (%s)', async (_what, field, other: Partial<Request>) => {
  await expect(read(other)).rejects.toMatchObject({ status: 400, errors: [{ field }] });
});

test('names of unknown fields come back shortened', async () => {
  const problem = create({ body: JSON.stringify({ ...order, ['x'.repeat(200)]: 1 }) });
  await expect(problem).rejects.toMatchObject({ errors: [{ field: `body.${'x'.repeat(48)}` }] });
});

test('a hundred wrong fields make a short answer', async () => {
  const many = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`f${at}`, 1]));
  const problem: unknown = await create({ body: JSON.stringify(many) }).catch((error: unknown) => error);
  expect(problem).toMatchObject({ code: 'input_invalid' });
  expect(JSON.stringify(problem).length).toBeLessThan(4_000);
});

describe('does not start', () => {
  const accepting = (taken: z.ZodObject) =>
    publicOperation(
      contract({
        summary: '',
        input: taken,
        answer: { status: 200, description: '', body: z.object({}) },
        problems: {},
        example: { input: {}, answer: {} },
      }),
      async () => ({ body: {} }),
    );
  test.each([
    ['body', input({ body: z.object({ a: takes('a', z.string()) }) })],
    ['body', input({ body: z.looseObject({ a: takes('a', z.string()) }) })],
    ['body.of', input({ body: z.strictObject({ of: z.object({}) }) })],
    ['body.of[]', input({ body: z.strictObject({ of: z.array(z.object({})) }) })],
    ['body.of', input({ body: z.strictObject({ of: z.object({}).optional() }) })],
    ['body.of', input({ body: z.strictObject({ of: z.union([z.string(), z.looseObject({})]) }) })],
    ['body.of', input({ body: z.strictObject({ of: z.record(z.string(), z.string()) }) })],
    ['body.of', input({ body: z.strictObject({ of: z.unknown() }) })],
    ['query', input({ query: z.object({}) })],
    ['path', input({ path: z.object({}) })],
  ])('with a %s that drops or keeps unknown fields', (part, loose) => {
    expect(() => schema({ operations: { loose: accepting(loose) }, maxBodyBytes: 1 })).toThrow(
      `schema: loose: ${part}: takes a z.strictObject`,
    );
  });

  test.each([0, 0.5, Number.NaN, -1])('with a body limit of %p', maxBodyBytes => {
    expect(() => schema({ operations, maxBodyBytes })).toThrow('schema: maxBodyBytes');
  });
});
