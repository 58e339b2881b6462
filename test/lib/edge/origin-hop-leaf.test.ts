import { ofType, template, type Template } from '../../assembly';
import { testClaims, type Claim } from '../../claims';
import { get, property } from '../paths';

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
  leaf('it lives ninety days', 'ValidityDays', '90', '3650'),
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
    'acm:DescribeCertificate',
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
