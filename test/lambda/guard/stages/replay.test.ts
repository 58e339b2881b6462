import type { Caller, Reply } from '../../../../lambda/guard/call';
import type { OnceStore, Repeatable } from '../../../../lambda/guard/once';
import type { Route } from '../../../../lambda/guard/routes';
import { replay } from '../../../../lambda/guard/stages/replay';
import { publicRow, request, row } from '../support/request';

const alice: Caller = { sub: 'alice', clientId: 'app1', scopes: [], methods: [], authenticatedAt: 0 };
const post: Route = { ...row, method: 'POST', path: '/devices', action: 'enrol' };
const reason = 'The record is written in the same transaction.';
const reply: Reply = { status: 201, body: {} };

let asked: { request: Repeatable; remainingMs: number }[];
beforeEach(() => (asked = []));
const store: OnceStore = {
  async run(request, remainingMs, work) {
    asked.push({ request, remainingMs });
    return work();
  },
};
const stage = (routes: readonly Route[], of: OnceStore | undefined = store) => replay({ store: of, routes });

const run = async (of: Route, known = {}) => {
  const { once } = await stage([of])(
    request({
      routeKey: 'POST /devices',
      headers: { 'idempotency-key': 'k' },
      path: { a: '1' },
      query: { b: '2' },
      body: '{}',
    }),
    { row: of, caller: alice, ...known },
  );
  return once?.(async () => reply);
};

test.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)('%s is recorded unless it says otherwise', async method => {
  await expect(run({ ...post, method }, { remainingMs: 9_000 })).resolves.toBe(reply);
  const { sub, clientId } = alice;
  const same = { sub, clientId, route: 'POST /devices', path: { a: '1' }, query: { b: '2' }, key: 'k', body: '{}' };
  expect(asked).toEqual([{ request: same, remainingMs: 9_000 }]);
});

test.each<[string, Route]>([
  ['GET', row],
  ['what the service records itself', { ...post, once: { by: 'service', reason } }],
  ['PUT where twice is once', { ...post, method: 'PUT', once: { by: 'method', reason } }],
  ['DELETE where twice is once', { ...post, method: 'DELETE', once: { by: 'method', reason } }],
])('%s is done without a record', async (_what, of) => {
  await expect(run(of)).resolves.toBe(reply);
  expect(asked).toEqual([]);
});

test('outside of Lambda a call counts as over when API Gateway has given up', async () => {
  await run(post);
  expect(asked).toMatchObject([{ remainingMs: 30_000 }]);
});

test('without a caller nothing that changes something is done', async () => {
  await expect(stage([post])(request(), { row: post })).rejects.toThrow('the token stage');
  await expect(stage([post])(request(), {})).rejects.toThrow('the route stage');
});

test.each<[string, readonly Route[]]>([
  ['store: got nothing, and POST /devices', [row, post]],
  ['a public row that changes something', [{ ...publicRow, method: 'POST' }]],
  ['once: takes a written reason', [{ ...post, once: { by: 'service', reason: 'because' } }]],
  ['once: by the method is what PUT and DELETE are, not POST', [{ ...post, once: { by: 'method', reason } }]],
])('does not start: %s', (message, routes) => {
  expect(() => replay({ store: message.startsWith('store') ? undefined : store, routes })).toThrow(message);
});
