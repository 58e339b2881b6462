import { tablesOf } from '../../../lib/data/tables';
import { ofType, type Template } from '../../assembly';
import { testClaims, type Claim } from '../../claims';
import { attributeOf, get, property, set } from '../paths';

const layer = 'service';
const tables = (from: Template) => ofType(from, 'AWS::DynamoDB::Table');

/** A claim about every table, weakened in one. */
const each = (claim: string, path: string, is: unknown, weakened: unknown): Claim => ({
  layer,
  claim: `every table ${claim}`,
  assertion: from => {
    const expected: unknown = typeof is === 'function' ? (is as (from: Template) => unknown)(from) : is;
    expect(tables(from).map(({ Properties }) => get(Properties, path))).toEqual(
      tablesOf('consumer').map(() => expected),
    );
  },
  weaken: from => set(tables(from)[1]?.Properties, path, weakened),
});

testClaims('data', [
  each('can be put back to any second', 'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled', true, false),
  each('is encrypted', 'SSESpecification.SSEEnabled', true, false),
  each(
    'is under the key of this project',
    'SSESpecification.KMSMasterKeyId',
    attributeOf('AWS::KMS::Key', 'Arn'),
    undefined,
  ),
  each('is protected from deletion in production', 'DeletionProtectionEnabled', true, false),
  each(
    'is paid for by request, so that a flood is throttled elsewhere',
    'BillingMode',
    'PAY_PER_REQUEST',
    'PROVISIONED',
  ),
  property({
    layer,
    claim: 'the key of the tables is rotated',
    type: 'AWS::KMS::Key',
    path: 'EnableKeyRotation',
    is: true,
    weakened: false,
  }),
  ...['AWS::DynamoDB::Table', 'AWS::KMS::Key'].map((type): Claim => ({
    layer,
    claim: `in production ${type} outlives its stack`,
    assertion: from => {
      for (const resource of ofType(from, type))
        expect(resource).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    },
    weaken: from => set(ofType(from, type)[0], 'UpdateReplacePolicy', 'Delete'),
  })),
  {
    layer,
    claim: 'what the guard keeps is forgotten by itself',
    assertion: from =>
      expect(tables(from).flatMap(({ Properties }) => Properties.TimeToLiveSpecification ?? [])).toEqual([
        { AttributeName: 'expiresAt', Enabled: true },
        { AttributeName: 'expiration', Enabled: true },
        { AttributeName: 'expiresAt', Enabled: true },
      ]),
    weaken: from => set(tables(from)[2]?.Properties, 'TimeToLiveSpecification.Enabled', false),
  },
  {
    layer,
    claim: 'accounts are found by their owner through an index, so that nothing scans',
    assertion: from =>
      expect(tables(from).flatMap(({ Properties }) => Properties.GlobalSecondaryIndexes ?? [])).toEqual([
        {
          IndexName: 'byOwner',
          KeySchema: [
            { AttributeName: 'owner', KeyType: 'HASH' },
            { AttributeName: 'accountId', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ]),
    weaken: from => set(tables(from)[0]?.Properties, 'GlobalSecondaryIndexes.0.KeySchema.0.AttributeName', 'currency'),
  },
]);
