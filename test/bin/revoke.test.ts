import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { revoke } from '../../bin/commands/revoke';
import type { DenyList } from '../../bin/commands/revoke-target';
import { loadConfig } from '../../lib/config';
import { csr, startOffice, type Office } from '../lambda/certificates/support';

/** The command against the table and the certificates function themselves; against a running chain in chain.test.ts. */

const now = Date.parse('2026-11-25T12:00:00Z');
const seconds = now / 1000;
let office: Office;
let list: DenyList;
let said: string[];
let complained: string[];

beforeAll(async () => {
  jest.spyOn(console, 'log').mockReturnValue();
  office = await startOffice();
  await office.client.send(
    new CreateTableCommand({
      TableName: 'revocations',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'subject', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'subject', AttributeType: 'S' }],
    }),
  );
});
afterAll(async () => {
  await office.stop();
  jest.restoreAllMocks();
});
beforeEach(() => {
  [said, complained] = [[], []];
  jest.spyOn(console, 'log').mockImplementation((text: string) => void said.push(text));
  jest.spyOn(console, 'error').mockImplementation((text: string) => void complained.push(text));
  const config = loadConfig('managed-edge');
  list = {
    client: office.client,
    table: 'revocations',
    // The registry of the tests goes by another name.
    config: { ...config, prefix: 'example' },
    users: new Map([['alice', 'sub-of-alice']]),
    operator: 'operator test',
    ask: request => office.ask(request),
    now: () => now,
    close: () => undefined,
  };
});

const entry = async (subject: string) => {
  const { Item } = await office.client.send(new GetCommand({ TableName: 'revocations', Key: { subject } }));
  return Item;
};

test.each([
  ['a user by sub', { user: '4d1c-sub' }, 'user#4d1c-sub'],
  ['a user of the local chain by name', { user: 'alice' }, 'user#sub-of-alice'],
  ['a session', { session: '0f8e-origin' }, 'session#0f8e-origin'],
])('%s is on the list, in one line, and leaves it when nothing it refuses is left', async (_what, given, subject) => {
  await expect(revoke(given, list)).resolves.toBe(0);
  expect(said).toEqual([expect.stringMatching(new RegExp(`^${subject}: .*; every guard refuses it within 5 s$`))]);
  await expect(entry(subject)).resolves.toEqual({
    subject,
    revokedAt: seconds,
    reason: 'revoked by an operator',
    by: 'operator test',
    correlationId: `revoke-${seconds}`,
    // A day longer than a refresh token lives.
    expiresAt: seconds + 31 * 86_400,
  });
});

test('where tokens do not say when somebody signed in, the command says what is left to do', async () => {
  const own = { kind: 'jwt' } as never;
  await revoke({ user: 'u' }, { ...list, config: { ...loadConfig('example'), identity: own } });
  expect(said[0]).toContain('end the sign-ins at the issuer too');
});

describe('a device', () => {
  const issued = async (deviceId: string, user: string) =>
    office.issue({
      action: 'issue',
      csr: await csr(),
      owner: { kind: 'user', id: user },
      deviceId,
      requestedBy: 'test',
    });

  test('by its id: every certificate of it in force, and of no other device', async () => {
    const certificates = [await issued('phone-1', 'u1'), await issued('phone-1', 'u2')];
    const other = await issued('phone-2', 'u1');
    await expect(revoke({ device: 'phone-1' }, list)).resolves.toBe(0);
    expect(said).toHaveLength(2);
    for (const { thumbprint } of certificates) {
      await expect(entry(`certificate#${thumbprint}`)).resolves.toMatchObject({ revokedAt: seconds });
      await expect(office.row(thumbprint)).resolves.toMatchObject({ state: 'revoked' });
    }
    await expect(office.row(other.thumbprint)).resolves.toMatchObject({ state: 'active' });
    await expect(revoke({ device: 'phone-1' }, list)).rejects.toThrow(
      '--device: got phone-1, takes a device with a certificate in force, or a thumbprint',
    );
  });

  test('by its thumbprint, as openssl writes it', async () => {
    const { thumbprint } = await issued('phone-3', 'u3');
    const written = thumbprint.toUpperCase().replace(/..(?=.)/g, '$&:');
    await expect(revoke({ device: written }, list)).resolves.toBe(0);
    await expect(office.row(thumbprint)).resolves.toMatchObject({ state: 'revoked' });
  });

  test('of which the registry knows nothing is on the list all the same, and the command fails', async () => {
    const unknown = 'ab'.repeat(32);
    await expect(revoke({ device: unknown }, list)).resolves.toBe(1);
    await expect(entry(`certificate#${unknown}`)).resolves.toBeDefined();
    expect(complained).toEqual([expect.stringContaining('the registry does not take it: certificate_unknown')]);
  });

  test('where no client has a certificate: said in one line', async () => {
    const { ask: _, ...consumer } = list;
    await expect(revoke({ device: 'phone-1' }, consumer)).rejects.toThrow(
      '--device: this environment has no certificates of clients; takes --user or --session',
    );
  });
});

test.each<[what: string, given: object, line: string]>([
  ['nothing', {}, '--user, --session, --device: got 0 of them, takes exactly one'],
  ['two', { user: 'u', session: 's' }, '--user, --session, --device: got 2 of them, takes exactly one'],
  ['an empty id', { user: '' }, 'got "", takes one id'],
  ['an id with a line in it', { session: 'a\nb' }, 'got "a\\nb", takes one id'],
])('%s is refused in one line', async (_what, given, line) => {
  await expect(revoke(given, list)).rejects.toThrow(line);
});

test('without an environment, those there are are named', () =>
  expect(revoke({ user: 'u' })).rejects.toThrow(/^--env: got nothing, takes one of: .*\bmanaged-edge\b.*; or --local/));

test('a table that is not there is said in one line, not passed over', async () => {
  const failed = revoke({ user: 'u' }, { ...list, table: 'nowhere' });
  await expect(failed).rejects.toThrow(/^nowhere: ResourceNotFoundException: /);
  expect(said).toEqual([]);
});
