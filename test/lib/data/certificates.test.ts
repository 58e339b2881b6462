import { loadConfig } from '../../../lib/config';
import { ofType, synthesized, template, type Template } from '../../assembly';
import { testClaims, type Claim } from '../../claims';
import { get, set } from '../paths';

/** The registry of clients' certificates: there where clients have one, under a name that us-east-1 knows. */

const layer = 'client-mtls';
const environments = synthesized().filter(env => loadConfig(env).profile !== 'consumer');
const registry = (from: Template) =>
  ofType(from, 'AWS::DynamoDB::Table').find(({ Properties }) => String(Properties.TableName).endsWith('-certificates'));
const of = (claim: string, path: string, is: unknown, weakened: unknown): Claim => ({
  layer,
  claim: `the registry ${claim}`,
  assertion: from => expect(get(registry(from)?.Properties, path)).toEqual(is),
  weaken: from => set(registry(from)?.Properties, path, weakened),
});
const index = (name: string, key: string) => ({
  IndexName: name,
  KeySchema: [
    { AttributeName: key, KeyType: 'HASH' },
    { AttributeName: 'id', KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType: 'ALL' },
});

test('four environments have one, the store app has none', () => {
  expect(environments).toEqual(['managed-edge', 'managed-regional', 'partner-edge', 'partner-regional']);
  for (const env of ['example', 'consumer-regional']) expect(registry(template('data', env))).toBeUndefined();
});

for (const env of environments)
  testClaims(
    'data',
    [
      of('can be put back to any second', 'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled', true, false),
      of('is encrypted under the key of this project', 'SSESpecification.KMSMasterKeyId', expect.anything(), undefined),
      of('is protected from deletion', 'DeletionProtectionEnabled', true, false),
      of('forgets what ended long ago', 'TimeToLiveSpecification.AttributeName', 'expiresAt', 'notAfter'),
      of(
        'finds certificates by owner, and those that are revoked, without a scan',
        'GlobalSecondaryIndexes',
        [index('byOwner', 'owner'), index('byRevoked', 'revoked')],
        [index('byOwner', 'owner')],
      ),
      {
        layer,
        claim: 'the key has the alias by which the edge reads the registry',
        assertion: from =>
          expect(ofType(from, 'AWS::KMS::Alias').map(({ Properties }) => Properties.AliasName)).toEqual([
            `alias/portcullis-${env}-data`,
          ]),
        weaken: from => set(ofType(from, 'AWS::KMS::Alias')[0]?.Properties, 'AliasName', 'alias/other'),
      },
    ],
    env,
  );
