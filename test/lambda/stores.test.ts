import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accountStore } from '../../lambda/accounts/store';
import { deviceStore } from '../../lambda/devices/store';
import { certificateRegistry } from '../../lambda/guard/certificates';
import { proofStore } from '../../lambda/guard/proofs';
import { revocationList, revoker } from '../../lambda/guard/revocations';
import { certificatesIn } from '../../lambda/partner-token/store';
import { transferStore } from '../../lambda/transfers/store';

/**
 * Every call that a request makes to DynamoDB, failed one at a time: it is refused, and no further call is made. What the guard makes of that
 * is in guard/faults.test.ts; Powertools' calls are in guard/once.test.ts.
 */

/** A call of a store, and what DynamoDB answers to each request that it sends, were all well. */
interface Asked {
  readonly call: () => Promise<unknown>;
  readonly answers: readonly unknown[];
}
type Calls = Readonly<Record<string, Asked>>;

const found = (name: string) => ({ Item: { [name]: 'k' } });
const taken = new ConditionalCheckFailedException({ message: 'taken', $metadata: {} });
const asked = (call: () => Promise<unknown>, ...answers: readonly unknown[]): Asked => ({ call, answers });
const row = {
  thumbprint: 'ab',
  serialNumber: '1f',
  owner: 'user#alice',
  deviceId: 'd-1',
  notAfter: '2099-01-01T00:00:00.000Z',
  state: 'active',
};
const transfer = {
  transferId: 't',
  owner: 'alice',
  fromAccountId: 'a',
  toAccountId: 'b',
  amountMinor: 1,
  currency: 'EUR',
  createdAt: 'now',
  bodyHash: 'h',
};

/** By file: what a store has, and a way to call each of it. */
const stores: Readonly<Record<string, (client: DynamoDBDocumentClient) => readonly [object, Calls][]>> = {
  'accounts/store.ts': client => {
    const store = accountStore(client, 'accounts');
    const read = asked(() => store.read('a-1'), {});
    return [[store, { read, listOf: asked(() => store.listOf('alice', { limit: 1, after: undefined }), {}) }]];
  },
  'devices/store.ts': client => {
    const store = deviceStore(client, 'certificates');
    return [[store, { certificatesOf: asked(() => store.certificatesOf('user#alice'), {}) }]];
  },
  'guard/certificates.ts': client => {
    const store = certificateRegistry(client, 'certificates');
    return [[store, { read: asked(() => store.read('ab'), { Item: row }) }]];
  },
  'guard/proofs.ts': client => {
    const store = proofStore(client, 'proofs');
    const calls = {
      keyOf: asked(() => store.keyOf('s-1'), {}),
      register: asked(() => store.register('s-1', 'k', 9), taken, found('keyThumbprint')),
      use: asked(() => store.use('k', 'j', 9), {}),
      nonce: asked(() => store.nonce('1', 'n', 9), {}, taken, found('nonce')),
    };
    return [[store, calls]];
  },
  'guard/revocations.ts': client => {
    const [list, writer] = [revocationList(client, 'revocations'), revoker(client, 'revocations')];
    const entry = { subject: 'user#alice', revokedAt: 1, reason: 'r', by: 'b', correlationId: 'c', expiresAt: 9 };
    return [
      [list, { read: asked(() => list.read(['user#alice']), { Responses: { revocations: [] } }) }],
      [writer, { revoke: asked(() => writer.revoke(entry), {}) }],
    ];
  },
  'transfers/store.ts': client => {
    const store = transferStore(client, { transfers: 'transfers', accounts: 'accounts' });
    const calls = {
      book: asked(() => store.book(transfer), {}),
      read: asked(() => store.read('t'), {}),
      account: asked(() => store.account('a'), {}),
    };
    return [[store, calls]];
  },
};

/** Of a trigger, where whatever is thrown keeps Cognito from issuing the token: there is no answer of ours to be had. */
const triggers = ['partner-token/store.ts'];

test('every file that asks DynamoDB through the SDK is here', () => {
  const lambda = join(__dirname, '..', '..', 'lambda');
  const asking = (readdirSync(lambda, { recursive: true }) as string[]).filter(
    file =>
      file.endsWith('.ts') && /lib-dynamodb'[^]*\bclient\s*\.send\(/.test(readFileSync(join(lambda, file), 'utf8')),
  );
  expect(asking.sort()).toEqual([...Object.keys(stores), ...triggers].sort());
});

let sent: number;
/** Answers in turn, but for the request of that number. */
function clientFailing(
  at: number,
  error: Error,
): { client: DynamoDBDocumentClient; answer: (with_: readonly unknown[]) => void } {
  let answers: readonly unknown[] = [];
  sent = 0;
  const send = async () => {
    const answer = (sent += 1) === at ? error : answers[sent - 1];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { client: { send } as unknown as DynamoDBDocumentClient, answer: with_ => (answers = with_) };
}

const named = (name: string, fault?: 'client') =>
  Object.assign(new Error(name), { name, ...(fault && { $fault: fault }) });
const failures = {
  'is silent': named('TimeoutError'),
  'is gone': named('ECONNREFUSED'),
  throttles: named('ProvisionedThroughputExceededException', 'client'),
  'is in the middle of a transaction': named('TransactionInProgressException', 'client'),
  'is broken': named('InternalServerError'),
};
const denied = named('AccessDeniedException', 'client');

const none = clientFailing(0, denied).client;
const cases = Object.entries(stores).flatMap(([file, made]) =>
  made(none).flatMap(([, calls], which) =>
    Object.entries(calls).flatMap(([name, { answers }]) =>
      answers.map((_answer, at) => [file, name, at + 1, which] as const),
    ),
  ),
);

test.each(Object.entries(stores))('%s: every call of its stores is here', (_file, made) => {
  for (const [store, calls] of made(none)) expect(Object.keys(calls).sort()).toEqual(Object.keys(store).sort());
});

test.each(cases)('%s: %s, request %i: refused, and nothing else is asked', async (file, name, at, which) => {
  const failing = async (error: Error): Promise<unknown> => {
    const { client, answer } = clientFailing(at, error);
    const one = stores[file]?.(client)[which]?.[1][name];
    if (one === undefined) throw new Error('no such call');
    answer(one.answers);
    return one.call().then(
      () => 'answered',
      (thrown: unknown) => thrown,
    );
  };
  for (const [how, error] of Object.entries(failures)) {
    expect([how, await failing(error)]).toEqual([
      how,
      expect.objectContaining({ status: 503, code: 'store_unavailable' }),
    ]);
    expect(sent).toBe(at);
  }
  // What we may not do is a fault of ours: a bare 500, and an alarm.
  expect(await failing(denied)).toBe(denied);
  expect(sent).toBe(at);
});

test('a trigger that cannot read the registry lets no token be issued', async () => {
  const certificates = certificatesIn(clientFailing(1, failures['is silent']).client, 'certificates', 'byOwner');
  await expect(certificates('acme')).rejects.toBe(failures['is silent']);
});
