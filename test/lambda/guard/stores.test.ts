import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { certificateRegistry } from '../../../lambda/guard/certificates';
import { revocationList } from '../../../lambda/guard/revocations';

/** What the guard's stores ask of DynamoDB, and what they make of each kind of answer. */

const answering = (...answers: readonly unknown[]) => {
  const sent: { readonly input: unknown }[] = [];
  const send = async (command: { readonly input: unknown }) => {
    const answer = answers[Math.min(sent.push(command), answers.length) - 1];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { client: { send } as unknown as DynamoDBDocumentClient, sent };
};
const silent = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
const busy = Object.assign(new Error('slow down'), { name: 'ThrottlingException', $fault: 'client' });
const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException', $fault: 'client' });

describe('the registry of certificates', () => {
  const row = {
    id: 'cert#ab',
    thumbprint: 'ab',
    serialNumber: '1f',
    owner: 'user#alice',
    deviceId: 'phone-1',
    notAfter: '2026-12-25T12:00:00.000Z',
    state: 'active',
    keyId: 'not asked for',
  };
  const read = (...answers: readonly unknown[]) => {
    const { client, sent } = answering(...answers);
    return { sent, row: certificateRegistry(client, 'certificates').read('ab') };
  };

  test('is read consistently, by thumbprint', async () => {
    const { sent, row: found } = read({ Item: row });
    const { id: _id, keyId: _keyId, ...asked } = row;
    await expect(found).resolves.toEqual(asked);
    expect(sent[0]?.input).toEqual({ TableName: 'certificates', Key: { id: 'cert#ab' }, ConsistentRead: true });
  });

  test('knows nothing of others', async () => {
    await expect(read({}).row).resolves.toBeUndefined();
  });

  test.each([
    ['a state it does not know', { ...row, state: 'suspended' }],
    ['no state', { ...row, state: undefined }],
    ['no owner', { ...row, owner: undefined }],
    ['an end that is no time', { ...row, notAfter: 'never' }],
  ])('a row with %s lets nobody in', async (_what, Item) => {
    await expect(read({ Item }).row).rejects.toThrow();
  });

  test.each([[silent], [busy]])('%s: 503', async error => {
    await expect(read(error).row).rejects.toMatchObject({ status: 503, code: 'store_unavailable' });
  });

  test('a right we lack is a fault of ours', async () => {
    await expect(read(denied).row).rejects.toBe(denied);
  });
});

describe('the deny-list', () => {
  const read = (...answers: readonly unknown[]) => {
    const { client, sent } = answering(...answers);
    return { sent, entries: revocationList(client, 'revocations').read(['user#alice', 'session#s-1']) };
  };
  const entry = { subject: 'user#alice', revokedAt: 7, reason: 'lost phone', by: 'alice', expiresAt: 9 };

  test('is read consistently, in one request', async () => {
    const { sent, entries } = read({ Responses: { revocations: [entry] } });
    await expect(entries).resolves.toEqual([{ subject: 'user#alice', revokedAt: 7 }]);
    expect(sent.map(({ input }) => input)).toEqual([
      {
        RequestItems: {
          revocations: { Keys: [{ subject: 'user#alice' }, { subject: 'session#s-1' }], ConsistentRead: true },
        },
      },
    ]);
  });

  test('an entry it cannot read lets nobody in', async () => {
    const { revokedAt: _gone, ...bare } = entry;
    await expect(read({ Responses: { revocations: [bare] } }).entries).rejects.toThrow();
  });

  test.each([
    ['a key left unread', { Responses: { revocations: [] }, UnprocessedKeys: { revocations: { Keys: [{}] } } }],
    ['no table in the answer', { Responses: {} }],
    ['an empty answer', {}],
    ['a connection that is lost', silent],
    ['a table that is busy', busy],
  ])('%s: 503', async (_what, answer) => {
    await expect(read(answer).entries).rejects.toMatchObject({ status: 503, code: 'store_unavailable' });
  });

  test('a right we lack is a fault of ours', async () => {
    await expect(read(denied).entries).rejects.toBe(denied);
  });
});
