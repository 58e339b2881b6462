import { App } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { Template as Synthesized } from 'aws-cdk-lib/assertions';
import { context } from '../../../cdk.json';
import { parseConfig } from '../../../lib/config';
import { accessLogFields } from '../../../lib/edge/access-log';
import { EdgeStack } from '../../../lib/edge/edge-stack';
import example from '../../../config/example';
import { ofType, only, template, type Template } from '../../assembly';
import { testClaims, type Claim } from '../../claims';
import { attributeOf, get, property, set } from '../paths';

// What is in the bundles is none of these tests' business, and building them takes most of a second.
jest.mock('../../../lib/services/bundle', () => ({
  handlerName: 'index.handler',
  lambdaCode: () => Code.fromInline('exports.handler = async () => {}'),
}));

const distribution = 'AWS::CloudFront::Distribution';

// ── the leaf ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const leaf = (claim: string, path: string, is: unknown, weakened: unknown): Claim =>
  property({ layer: 'origin-mtls', claim, type: 'Custom::OriginHopLeaf', path, is, weakened });

interface Statement {
  Action: string | string[];
  Resource: unknown;
  Condition?: { StringEquals?: Record<string, unknown> };
}

/** The statements of the leaf's role that allow an action. */
const allowing = (from: Template, action: string): Statement[] =>
  ofType(from, 'AWS::IAM::Policy')
    .flatMap(({ Properties }) => get(Properties, 'PolicyDocument.Statement') as Statement[])
    .filter(({ Action }) => [Action].flat().includes(action));

/** Whoever can do this action without the condition can do it to what is not ours. */
const limited = (action: string, by: Record<string, unknown>): Claim => ({
  layer: 'origin-mtls',
  claim: `${action} only with ${Object.keys(by).join(', ')}`,
  assertion: from => expect(allowing(from, action).map(({ Condition }) => Condition?.StringEquals)).toContainEqual(by),
  weaken: from => allowing(from, action).forEach(statement => delete statement.Condition),
});

const stack = { Ref: 'AWS::StackId' };
const alias = { 'kms:RequestAlias': 'alias/portcullis-example-origin-hop-ca-a' };

testClaims('edge', [
  leaf('the leaf is signed by the current CA', 'KeyAlias', 'alias/portcullis-example-origin-hop-ca-a', 'alias/other'),
  leaf('whose certificate is of the same generation', 'AuthorityKey', 'origin-hop/ca/a.pem', 'origin-hop/ca/b.pem'),
  leaf('in the home Region', 'KeyRegion', 'eu-west-1', 'us-east-1'),
  leaf(
    'it names the identity the guard asks for',
    'Identity',
    'urn:portcullis:edge:example',
    'urn:portcullis:edge:test',
  ),
  leaf('it lives a year', 'ValidityDays', '365', '3650'),
  property({
    layer: 'origin-mtls',
    claim: 'the role bears the name that the key policy lets sign',
    type: 'AWS::IAM::Role',
    path: 'RoleName',
    is: 'portcullis-example-origin-hop-leaf',
    weakened: undefined,
  }),
  limited('kms:Sign', { ...alias, 'kms:SigningAlgorithm': 'ECDSA_SHA_256', 'kms:MessageType': 'DIGEST' }),
  limited('kms:GetPublicKey', alias),
  limited('acm:ImportCertificate', { 'aws:RequestTag/portcullis:stack': stack }),
  limited('acm:ImportCertificate', { 'aws:ResourceTag/portcullis:stack': stack }),
  limited('acm:DeleteCertificate', { 'aws:ResourceTag/portcullis:stack': stack }),
]);

test('the leaf function may not do anything unlisted', () => {
  const actions = ofType(template('edge'), 'AWS::IAM::Policy')
    .flatMap(({ Properties }) => get(Properties, 'PolicyDocument.Statement') as Statement[])
    .flatMap(({ Action }) => Action);
  expect([...new Set(actions)].sort()).toEqual([
    'acm:AddTagsToCertificate',
    'acm:DeleteCertificate',
    'acm:ImportCertificate',
    'acm:ListCertificates',
    'acm:ListTagsForCertificate',
    'kms:GetPublicKey',
    'kms:Sign',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    's3:GetObject',
    's3:ListBucket',
  ]);
});

// ── the access log ───────────────────────────────────────────────────────────────────────────────────────────────────

const mayHoldTokens = ['cs-uri-query', 'cs(Cookie)', 'cs(Referer)'];
const bucket = (claim: string, path: string, is: unknown, weakened: unknown): Claim =>
  property({ layer: 'watch', claim, type: 'AWS::S3::Bucket', path, is, weakened });

testClaims('edge', [
  {
    layer: 'watch',
    claim: 'the access log keeps no field in which tokens turn up',
    assertion: from => {
      const { RecordFields } = only(from, 'AWS::Logs::Delivery').Properties;
      expect((RecordFields as string[]).filter(field => mayHoldTokens.includes(field))).toEqual([]);
    },
    weaken: from => set(only(from, 'AWS::Logs::Delivery').Properties, 'RecordFields.0', 'cs-uri-query'),
  },
  property({
    layer: 'watch',
    claim: 'the access log says which fields it keeps: all of them is the default',
    type: 'AWS::Logs::Delivery',
    path: 'RecordFields',
    is: [...accessLogFields],
    weakened: undefined,
  }),
  property({
    layer: 'watch',
    claim: 'the access log is of this distribution',
    type: 'AWS::Logs::DeliverySource',
    path: 'ResourceArn',
    is: { 'Fn::Join': ['', expect.arrayContaining([{ Ref: expect.stringMatching(/^Distribution/) }])] },
    weakened: 'arn:aws:cloudfront::111122223333:distribution/OTHER',
  }),
  property({
    layer: 'watch',
    claim: 'the access log arrives in its bucket',
    type: 'AWS::Logs::DeliveryDestination',
    path: 'DestinationResourceArn',
    is: attributeOf('AWS::S3::Bucket', 'Arn'),
    weakened: undefined,
  }),
  bucket(
    'the bucket of the access log is private',
    'PublicAccessBlockConfiguration',
    {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    undefined,
  ),
  bucket(
    'it is encrypted',
    'BucketEncryption.ServerSideEncryptionConfiguration',
    [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    undefined,
  ),
  bucket('logs do not outlive their retention', 'LifecycleConfiguration.Rules.0.ExpirationInDays', 365, 3_650),
  bucket('no ACL counts', 'OwnershipControls.Rules.0.ObjectOwnership', 'BucketOwnerEnforced', 'ObjectWriter'),
  property({
    layer: 'watch',
    claim: 'it is reached over TLS only',
    type: 'AWS::S3::BucketPolicy',
    path: 'PolicyDocument.Statement',
    is: expect.arrayContaining([
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    ]),
    weakened: [],
  }),
  property({
    layer: 'watch',
    claim: 'only log delivery of this account may write there',
    type: 'AWS::S3::BucketPolicy',
    path: 'PolicyDocument.Statement.2',
    is: expect.objectContaining({
      Principal: { Service: 'delivery.logs.amazonaws.com' },
      Condition: {
        StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
        ArnLike: { 'aws:SourceArn': expect.anything() },
      },
    }),
    weakened: { Effect: 'Allow', Principal: { Service: 'delivery.logs.amazonaws.com' }, Action: 's3:PutObject' },
  }),
]);

// ── DNS and certificates, here or elsewhere ──────────────────────────────────────────────────────────────────────────

const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/0f3c';

function synthesize(domain: object): Synthesized {
  const config = parseConfig('test', { ...example, domain: { ...example.domain, ...domain } });
  return Synthesized.fromStack(new EdgeStack(new App({ context }), 'Edge', { config }));
}

test('a zone of ours: the certificate is validated there and the name points at the distribution, IPv4 and IPv6', () => {
  const edge = template('edge');
  expect(only(edge, 'AWS::CertificateManager::Certificate').Properties).toMatchObject({
    DomainName: 'api.example.com',
    DomainValidationOptions: [{ DomainName: 'api.example.com', HostedZoneId: 'Z0123456789EXAMPLE' }],
  });
  const records = ofType(edge, 'AWS::Route53::RecordSet').map(({ Properties }) => Properties);
  expect(records.map(({ Type }) => Type)).toEqual(['A', 'AAAA']);
  for (const record of records)
    expect(record).toMatchObject({
      Name: 'api.example.com.',
      AliasTarget: { DNSName: attributeOf(distribution, 'DomainName')(edge) },
    });
});

test('certificates and DNS made elsewhere: none is made here, and the target is printed', () => {
  const elsewhere = synthesize({ dns: { edgeCertificateArn: certificateArn, originCertificateArn: certificateArn } });
  elsewhere.resourceCountIs('AWS::CertificateManager::Certificate', 0);
  elsewhere.resourceCountIs('AWS::Route53::RecordSet', 0);
  elsewhere.hasResourceProperties(distribution, {
    DistributionConfig: { ViewerCertificate: { AcmCertificateArn: certificateArn } },
  });
  elsewhere.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'DaysToExpiry',
    Dimensions: [{ Name: 'CertificateArn', Value: certificateArn }],
  });
  expect(Object.values(elsewhere.findOutputs('*')).map(({ Value }) => Value as unknown)).toContainEqual({
    'Fn::GetAtt': [expect.stringMatching(/^Distribution/), 'DomainName'],
  });
});

test('nothing crosses a Region: the edge imports and exports no value', () => {
  const written = JSON.stringify(template('edge'));
  expect(written).not.toMatch(/Fn::ImportValue|Fn::GetStackOutput|"Export"|"AWS::SSM::Parameter"/);
});

test('the edge is in us-east-1 wherever home is', () => {
  const config = parseConfig('test', { ...example, region: 'ap-southeast-2' });
  const edge = new EdgeStack(new App({ context }), 'Edge', { config });
  expect(edge.region).toBe('us-east-1');
  Synthesized.fromStack(edge).hasResourceProperties('Custom::OriginHopLeaf', { KeyRegion: 'ap-southeast-2' });
});
