import * as z from 'zod';
import type { Caller, Known, Owned, Request } from '../../../../lambda/guard/call';
import { contract, input } from '../../../../lambda/guard/contract';
import { operation, ownWallet, publicOperation } from '../../../../lambda/guard/operation';
import { notFound, type Problem } from '../../../../lambda/guard/problem';
import type { Route } from '../../../../lambda/guard/routes';
import { policy } from '../../../../lambda/guard/stages/policy';
import type { Authorizer, Question } from '../../../../lambda/policies/cedar';
import { authorizer } from '../support/service';

const at = 1_800_000_000;
const things: Readonly<Record<string, Owned>> = { 'a-1': { owner: 'alice' }, 'b-1': { owner: 'bob' } };
const load = jest.fn(async ({ path }: { path: { id: string } }) => things[path.id]);
const of = contract({
  summary: '',
  input: input({ path: z.strictObject({ id: z.string() }) }),
  answer: { status: 200, description: '', body: z.object({}) },
  problems: {},
  example: { input: {}, answer: {} },
});
const account = {
  type: 'Account',
  id: ({ path }: { path: { id: string } }) => path.id,
  load,
  hidden: () => notFound('account'),
};
const run = async () => ({ body: {} });
const paid = { ...account, context: () => ({ amountMinor: 100_000 }) };
const operations = {
  readAccount: operation(of, account, run),
  createTransfer: operation(of, paid, run),
  listAccounts: operation(of, ownWallet, run),
  health: publicOperation(of, run),
};
const rows: Readonly<Record<string, Route>> = Object.fromEntries(
  [
    ['readAccount', 'accounts.read'],
    ['createTransfer', 'transfers.write'],
    ['listAccounts', 'accounts.read'],
    ['closeAccount', 'accounts.close'],
  ].map(([action = '', scope = '']) => [
    action,
    { method: 'GET', path: '/x', action, scope, throttle: { rate: 1, burst: 1 } },
  ]),
);

const client = { thumbprint: 'ab', serialNumber: '1', deviceId: 'd', state: 'active' };

const alice: Caller = {
  sub: 'alice',
  clientId: 'app',
  scopes: ['accounts.read', 'transfers.write'],
  authenticatedAt: at - 3_600,
  signedInAt: at - 3_600,
  methods: [],
};
const call = (action: string, id: string, known: Partial<Known> = {}): Promise<Known> =>
  stage()({} as Request, { row: rows[action], caller: alice, input: { path: { id } }, ...known });
const stage = (decides: Authorizer = authorizer, profile: 'consumer' | 'managed' | 'partner' = 'consumer') =>
  policy({ operations, authorizer: decides, profile, now: () => at * 1000 });
const refused = async (asked: Promise<unknown>): Promise<Problem> =>
  asked.then(
    () => Promise.reject(new Error('it was permitted')),
    (error: Problem) => error,
  );

beforeEach(() => load.mockClear());

test('hands on what it read, once, and says what decided', async () => {
  expect(await call('readAccount', 'a-1')).toEqual({
    resource: things['a-1'],
    decided: { action: 'readAccount', resource: 'Account::"a-1"', policies: ['owner-only'] },
  });
  expect(load).toHaveBeenCalledTimes(1);
});

test("what is another's and what is not there are one answer, found in one way", async () => {
  const asked: Question[] = [];
  const listening: Authorizer = question => {
    asked.push(question);
    return authorizer(question);
  };
  const ask = (id: string) =>
    refused(stage(listening)({} as Request, { row: rows['readAccount'], caller: alice, input: { path: { id } } }));
  const [others, missing] = [await ask('b-1'), await ask('c-1')];
  expect(JSON.stringify(others)).toBe(JSON.stringify(missing));
  expect(others).toMatchObject({ status: 404, code: 'not_found' });
  expect(asked.map(({ resource }) => resource.owner)).toEqual(['bob', '']);
});

test('an old sign-in and a large amount: 401, and how to mend it (RFC 9470)', async () => {
  const problem = await refused(call('createTransfer', 'a-1'));
  expect(problem).toMatchObject({
    status: 401,
    code: 'step_up_required',
    headers: { 'www-authenticate': 'Bearer error="insufficient_user_authentication", max_age="600"' },
    decided: { policies: ['step-up'] },
  });
});

test.each(['b-1', 'c-1'])(
  'an old sign-in, a large amount and the account %s: nothing is told of signing in',
  async id => expect(await refused(call('createTransfer', id))).toMatchObject({ status: 404, code: 'not_found' }),
);

test.each([
  ['a sign-in of now', { signedInAt: at }],
  ['a clock that runs behind the issuer', { signedInAt: at + 5 }],
  ['a second factor', { methods: ['mfa'] }],
])('%s is enough for a large amount', async (_what, other) =>
  expect(await call('createTransfer', 'a-1', { caller: { ...alice, ...other } })).toMatchObject({
    decided: { policies: ['owner-only'] },
  }),
);

test('a token that does not say when its person signed in is not a recent sign-in', async () =>
  expect(
    await refused(call('createTransfer', 'a-1', { caller: { ...alice, signedInAt: undefined, methods: ['mfa'] } })),
  ).toMatchObject({ code: 'step_up_required' }));

describe('devices', () => {
  const managed = (client?: Known['client']) =>
    stage(authorizer, 'managed')({} as Request, {
      row: rows['readAccount'],
      caller: alice,
      input: { path: { id: 'a-1' } },
      ...(client === undefined ? {} : { client }),
    });

  test('active', async () => expect(await managed(client)).toMatchObject({ resource: things['a-1'] }));
  test('revoked', async () =>
    expect(await refused(managed({ ...client, state: 'revoked' }))).toMatchObject({
      status: 403,
      code: 'device_not_active',
    }));
  test('none', async () => expect(await refused(managed())).toMatchObject({ status: 403, code: 'device_required' }));
});

test('a partner is told that it lacks the scope only of what is its own', async () => {
  const acme: Caller = { ...alice, sub: 'alice', clientId: 'acme', scopes: [], signedInAt: undefined };
  const ask = (id: string) =>
    refused(
      stage(authorizer, 'partner')({} as Request, {
        row: rows['readAccount'],
        caller: acme,
        client,
        input: { path: { id } },
      }),
    );
  expect(await ask('a-1')).toMatchObject({ status: 403, code: 'not_permitted' });
  expect(await ask('b-1')).toMatchObject({ status: 404, code: 'not_found' });
});

describe('fails closed', () => {
  test('a public row asks nobody', async () => {
    const open: Route = {
      method: 'GET',
      path: '/health',
      action: 'health',
      auth: null,
      reason: 'for the load balancer',
      throttle: { rate: 1, burst: 1 },
    };
    const never: Authorizer = () => {
      throw new Error('asked');
    };
    expect(await stage(never)({} as Request, { row: open })).toEqual({});
  });

  test.each([
    ['no row', { row: undefined }],
    ['no caller', { caller: undefined }],
    ['an action without an operation', { row: rows['closeAccount'] }],
  ])('%s is a fault', async (_what, known) => {
    await expect(call('readAccount', 'a-1', known)).rejects.toThrow('policy: the route, token and schema stages');
    expect(load).not.toHaveBeenCalled();
  });

  test('an engine that fails is a fault', async () => {
    const broken: Authorizer = () => {
      throw new Error('unreachable executed');
    };
    await expect(
      stage(broken)({} as Request, { row: rows['readAccount'], caller: alice, input: { path: { id: 'a-1' } } }),
    ).rejects.toThrow('unreachable executed');
  });

  test('an engine that permits what is not there is a fault', async () => {
    const careless: Authorizer = () => ({ allowed: true, policies: ['open'] });
    await expect(
      stage(careless)({} as Request, { row: rows['readAccount'], caller: alice, input: { path: { id: 'c-1' } } }),
    ).rejects.toThrow('something that is not there was permitted');
  });
});
