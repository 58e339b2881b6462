import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { partnerToken, TokenRefused } from '../../../lambda/partner-token/logic';
import { certificatesIn, type Certificate } from '../../../lambda/partner-token/store';

const now = Date.parse('2026-11-20T12:00:00Z');
const certificate = (byte: string, issuedAt: string, changes: Partial<Certificate> = {}): Certificate => ({
  thumbprint: byte.repeat(32),
  state: 'active',
  issuedAt,
  notAfter: '2026-12-20T00:00:00Z',
  ...changes,
});
const older = certificate('0a', '2026-11-01T00:00:00Z');
const newer = certificate('0b', '2026-11-19T00:00:00Z');
const base64url = (byte: string): string => Buffer.from(byte.repeat(32), 'hex').toString('base64url');

/** As Cognito sends it (Cognito developer guide, pre token generation, event version 3). */
const event = (clientMetadata?: Record<string, string>, changes: object = {}): object => ({
  version: '3',
  triggerSource: 'TokenGeneration_ClientCredentials',
  region: 'eu-west-1',
  userPoolId: 'eu-west-1_Example',
  userName: 'acme',
  callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: 'acme0client' },
  request: { userAttributes: {}, scopes: ['wallet/accounts.read'], ...(clientMetadata && { clientMetadata }) },
  response: { claimsAndScopeOverrideDetails: null },
  ...changes,
});

const issue = (certificates: readonly Certificate[], at = now) =>
  partnerToken({
    certificates: async client => (client === 'acme0client' ? certificates : []),
    now: () => at,
  });

const confirmed = (byte: string) => ({
  response: {
    claimsAndScopeOverrideDetails: {
      accessTokenGeneration: { claimsToAddOrOverride: { cnf: { 'x5t#S256': base64url(byte) } } },
    },
  },
});

describe('a token is bound', () => {
  test('to the one certificate there is, as RFC 8705 spells it', async () =>
    expect(await issue([older])(event())).toMatchObject(confirmed('0a')));

  test('to the newest of several', async () =>
    expect(await issue([newer, older])(event())).toMatchObject(confirmed('0b')));

  test('to the one that is named, while two overlap', async () =>
    expect(await issue([newer, older])(event({ 'x5t#S256': base64url('0a') }))).toMatchObject(confirmed('0a')));

  test('and the rest of the event goes back as it came', async () => {
    const { response: _, ...sent } = event() as { response: unknown };
    expect(await issue([older])(event())).toMatchObject(sent);
  });
});

describe('no token', () => {
  test.each<[string, readonly Certificate[]]>([
    ['no certificate is registered', []],
    ['the only one is revoked', [{ ...older, state: 'revoked' }]],
    ['the only one has expired', [{ ...older, notAfter: '2026-11-20T12:00:00Z' }]],
  ])('where %s', async (_, certificates) =>
    expect(issue(certificates)(event())).rejects.toThrow(
      /^No certificate of this client is registered and in force\.$/,
    ),
  );

  test.each([
    ['another client', base64url('0c'), [older]],
    ['a certificate that is revoked', base64url('0a'), [newer, { ...older, state: 'revoked' as const }]],
    ['nothing', '', [older]],
    ['it in hex', older.thumbprint, [older]],
  ])('where the certificate named is of %s', async (_, named, certificates) =>
    expect(issue(certificates)(event({ 'x5t#S256': named }))).rejects.toThrow(TokenRefused),
  );

  test.each([
    ['people sign in', { triggerSource: 'TokenGeneration_HostedAuth' }],
    ['the event is of an older version', { version: '2' }],
    ['no client is named', { callerContext: {} }],
  ])('where %s', async (_, changes) =>
    expect(issue([older])(event(undefined, changes))).rejects.toThrow('by client credentials only'),
  );

  test('where the registry cannot be asked', async () => {
    const trigger = partnerToken({ certificates: () => Promise.reject(new Error('no answer')), now: () => now });
    await expect(trigger(event())).rejects.toThrow('no answer');
  });
});

describe('the registry is asked', () => {
  const row = { id: `cert#${older.thumbprint}`, owner: 'client#acme0client', deviceId: 'acme', ...older };
  const asked: QueryCommand[] = [];
  const answering = (...pages: readonly object[]): DynamoDBDocumentClient => {
    let page = 0;
    return {
      send: async (command: QueryCommand) => {
        asked.push(command);
        return pages[Math.min(page++, pages.length - 1)];
      },
    } as unknown as DynamoDBDocumentClient;
  };
  beforeEach(() => asked.splice(0));

  test('by the index of owners, for this client alone', async () => {
    const read = certificatesIn(answering({ Items: [row] }), 'registry', 'byOwner');
    expect(await read('acme0client')).toEqual([older]);
    expect(asked[0]?.input).toMatchObject({
      TableName: 'registry',
      IndexName: 'byOwner',
      ExpressionAttributeValues: { ':owner': 'client#acme0client' },
    });
  });

  test('page after page', async () => {
    const read = certificatesIn(answering({ Items: [row], LastEvaluatedKey: { id: 'x' } }, { Items: [row] }), 'r', 'i');
    expect(await read('acme0client')).toHaveLength(2);
    expect(asked[1]?.input.ExclusiveStartKey).toEqual({ id: 'x' });
  });

  test('but not for ever: a list without end is no token', async () =>
    expect(certificatesIn(answering({ Items: [row], LastEvaluatedKey: { id: 'x' } }), 'r', 'i')('c')).rejects.toThrow(
      /more certificates than 5 pages hold/,
    ));

  test('a row that is none of a certificate is no token', async () =>
    expect(certificatesIn(answering({ Items: [{ ...row, notAfter: 'soon' }] }), 'r', 'i')('c')).rejects.toThrow());
});
