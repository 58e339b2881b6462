import { only, ofType, type Template } from '../../assembly';
import { testClaims, type Claim } from '../../claims';
import { attributeOf, get, property, refTo, set } from '../paths';
import { allow, rightsOf, statements, type Statement } from '../policies';

const layer = 'origin-mtls';
const key = (claim: string, path: string, is: unknown, weakened: unknown): Claim =>
  property({ layer, claim, type: 'AWS::KMS::Key', path, is, weakened });
const bucket = (claim: string, path: string, is: unknown, weakened: unknown): Claim =>
  property({ layer, claim, type: 'AWS::S3::Bucket', path, is, weakened });
const authority = (claim: string, path: string, is: unknown, weakened: unknown): Claim =>
  property({ layer, claim, type: 'Custom::OriginHopAuthority', path, is, weakened });

const keyPolicy = (from: Template): Statement[] => statements(only(from, 'AWS::KMS::Key').Properties.KeyPolicy);
const naming = (from: Template, action: RegExp): Statement[] =>
  keyPolicy(from).filter(({ Action }) => Action.some(each => action.test(String(each))));
const role = (name: string) => ({
  'Fn::Join': ['', ['arn:aws:iam::', { Ref: 'AWS::AccountId' }, `:role/portcullis-example-origin-hop-${name}`]],
});
const signers = { 'aws:PrincipalArn': [role('ca'), role('leaf')] };

/** What would let somebody sign, directly or by a detour. */
const signs = /^kms:(?:\*|Sign|S\*|CreateGrant|Create\*|\w*\*)$/;

testClaims('trust', [
  key('the CA key is on the curve API Gateway takes', 'KeySpec', 'ECC_NIST_P256', 'RSA_4096'),
  key('the CA key signs and does not decrypt', 'KeyUsage', 'SIGN_VERIFY', 'ENCRYPT_DECRYPT'),
  {
    layer,
    claim: 'only the two roles may sign with the CA key, and certificates only',
    assertion: from =>
      expect(naming(from, signs)).toEqual([
        expect.objectContaining({
          Action: ['kms:Sign'],
          Condition: {
            ArnEquals: signers,
            StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256', 'kms:MessageType': 'DIGEST' },
          },
        }),
      ]),
    weaken: from => set(only(from, 'AWS::KMS::Key').Properties, 'KeyPolicy.Statement.1.Condition.ArnEquals', undefined),
  },
  ...['kms:*', 'kms:Sign', 'kms:CreateGrant'].map((action): Claim => ({
    layer,
    claim: `who administers the CA key has no ${action}`,
    assertion: from => expect(naming(from, signs).map(({ Action }) => Action)).toEqual([['kms:Sign']]),
    weaken: from =>
      (get(only(from, 'AWS::KMS::Key').Properties, 'KeyPolicy.Statement.0.Action') as string[]).push(action),
  })),
  {
    layer,
    claim: 'only the two roles may ask for the public key',
    assertion: from =>
      expect(naming(from, /GetPublicKey/).map(({ Condition }) => Condition)).toEqual([{ ArnEquals: signers }]),
    weaken: from => set(only(from, 'AWS::KMS::Key').Properties, 'KeyPolicy.Statement.2.Condition', undefined),
  },
  {
    layer,
    claim: 'the key policy lets in nobody outside the account',
    assertion: from =>
      expect(keyPolicy(from).map(({ Principal }) => Principal)).toEqual(
        keyPolicy(from).map(() => ({
          AWS: { 'Fn::Join': ['', ['arn:aws:iam::', { Ref: 'AWS::AccountId' }, ':root']] },
        })),
      ),
    weaken: from => set(only(from, 'AWS::KMS::Key').Properties, 'KeyPolicy.Statement.1.Principal', { AWS: '*' }),
  },
  {
    layer,
    claim: 'the role that certifies bears the name that the key policy lets sign',
    assertion: from =>
      expect(ofType(from, 'AWS::IAM::Role').map(({ Properties }) => Properties.RoleName)).toEqual([
        'portcullis-example-origin-hop-ca',
      ]),
    weaken: from => set(only(from, 'AWS::IAM::Role').Properties, 'RoleName', undefined),
  },
  {
    layer,
    claim: 'the function that certifies reaches one key and one object',
    assertion: from => {
      const rights = rightsOf(from, 'Certify');
      expect(rights.flatMap(({ Action }) => Action.map(String)).sort()).toEqual([
        'kms:GetPublicKey',
        'kms:Sign',
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        's3:GetObject',
        's3:ListBucket',
        's3:PutObject',
      ]);
      expect(JSON.stringify(rights.map(({ Resource }) => Resource))).not.toContain('*');
    },
    weaken: from => allow(from, { Action: 'kms:Sign', Resource: '*' }),
  },
  property({
    layer,
    claim: 'the alias that the edge signs through is of the CA key',
    type: 'AWS::KMS::Alias',
    path: 'TargetKeyId',
    is: attributeOf('AWS::KMS::Key', 'Arn'),
    weakened: 'arn:aws:kms:eu-west-1:111122223333:key/another',
  }),
  authority(
    'the CA certificate is of the key behind the alias',
    'KeyAlias',
    'alias/portcullis-example-origin-hop-ca-a',
    'alias/another',
  ),
  authority('the CA certificate lies in the trust bucket', 'Bucket', refTo('AWS::S3::Bucket'), 'another'),
  {
    layer,
    claim: 'the alias is there before the function signs through it',
    assertion: from =>
      expect(only(from, 'Custom::OriginHopAuthority').DependsOn).toEqual([expect.stringMatching(/Alias/)]),
    weaken: from => delete only(from, 'Custom::OriginHopAuthority').DependsOn,
  },
  bucket(
    'the trust bucket is private',
    'PublicAccessBlockConfiguration',
    { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
    undefined,
  ),
  bucket('the trust bucket keeps every version', 'VersioningConfiguration.Status', 'Enabled', 'Suspended'),
  bucket(
    'the trust bucket has no access lists',
    'OwnershipControls.Rules',
    [{ ObjectOwnership: 'BucketOwnerEnforced' }],
    undefined,
  ),
  bucket(
    'the trust bucket is encrypted so that API Gateway can read it without a key',
    'BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault',
    { SSEAlgorithm: 'AES256' },
    { SSEAlgorithm: 'aws:kms' },
  ),
  ...[
    { claim: 'the trust bucket refuses plain HTTP', condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    { claim: 'the trust bucket refuses TLS under 1.2', condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } },
  ].map(({ claim, condition }, index): Claim => ({
    layer,
    claim,
    assertion: from =>
      expect(statements(only(from, 'AWS::S3::BucketPolicy').Properties.PolicyDocument)).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Action: ['s3:*'], Principal: { AWS: '*' }, Condition: condition }),
      ),
    weaken: from =>
      (get(only(from, 'AWS::S3::BucketPolicy').Properties, 'PolicyDocument.Statement') as unknown[]).splice(index, 1),
  })),
  ...['AWS::S3::Bucket', 'AWS::KMS::Key'].map((type): Claim => ({
    layer,
    claim: `in production ${type} outlives its stack`,
    assertion: from => {
      expect(only(from, type).DeletionPolicy).toMatch(/^Retain/);
      expect(only(from, type).UpdateReplacePolicy).toBe('Retain');
    },
    weaken: from => set(only(from, type), 'DeletionPolicy', 'Delete'),
  })),
]);
