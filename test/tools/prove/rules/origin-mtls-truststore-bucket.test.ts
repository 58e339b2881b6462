import type { Json } from '../../../../tools/prove/json';
import { originMtlsTruststoreBucket } from '../../../../tools/prove/rules/origin-mtls-truststore-bucket';
import { edgeApi } from './apis';
import { edit, joined, line, look, modelOf, ref, unresolved, type Resources } from './fixtures';

const status = 'Bucket.VersioningConfiguration.Status';
const block = 'Bucket.PublicAccessBlockConfiguration';
const uri = 'Domain.MutualTlsAuthentication.TruststoreUri';
const lookAtEdge = (resources: Resources) =>
  look(originMtlsTruststoreBucket, modelOf(resources), { entry: 'cloudfront' });

const withPolicy = (statement: Json): Resources => ({
  ...edgeApi,
  Policy: {
    Type: 'AWS::S3::BucketPolicy',
    Properties: { Bucket: ref('Bucket'), PolicyDocument: { Statement: [statement] } },
  },
});

describe('origin-mtls/truststore-bucket', () => {
  test('stands: the bucket of the publishing resource is versioned and private', () => {
    expect(lookAtEdge(edgeApi)).toEqual([line('stands', status), line('stands', block)]);
  });

  test('stands: the bucket is found through an s3:// address, by reference or by name', () => {
    const referred = edit(edgeApi, { [uri]: joined('s3://', ref('Bucket'), '/ca.pem') });
    expect(lookAtEdge(referred)).toEqual([line('stands', status), line('stands', block)]);
    const named = edit(edgeApi, { [uri]: 's3://ours/ca.pem', 'Bucket.BucketName': 'ours' });
    expect(lookAtEdge(named)).toEqual([line('stands', status), line('stands', block)]);
  });

  test.each(['Suspended', undefined])('weak: versioning is %s', value => {
    expect(lookAtEdge(edit(edgeApi, { [status]: value }))).toContain(line('weak', status));
  });

  test.each([
    block,
    `${block}.BlockPublicAcls`,
    `${block}.BlockPublicPolicy`,
    `${block}.IgnorePublicAcls`,
    `${block}.RestrictPublicBuckets`,
  ])('weak: without %s', path => {
    expect(lookAtEdge(edit(edgeApi, { [path]: undefined }))).toContain(line('weak', block));
  });

  test('weak: a bucket policy lets anyone in', () => {
    const statement = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' };
    expect(lookAtEdge(withPolicy(statement))).toContain('weak Policy PolicyDocument.Statement.0');
    const overHttp = { ...statement, Condition: { Bool: { 'aws:SecureTransport': 'true' } } };
    expect(lookAtEdge(withPolicy(overHttp))).toContain('weak Policy PolicyDocument.Statement.0');
  });

  test('nothing to say about a policy that denies, or that narrows who asks', () => {
    const deny = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' };
    expect(lookAtEdge(withPolicy(deny))).toEqual([line('stands', status), line('stands', block)]);
    const narrow = {
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: '*',
      Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' } },
    };
    expect(lookAtEdge(withPolicy(narrow))).toEqual([line('stands', status), line('stands', block)]);
  });

  test('unproven: the bucket is in none of the templates, or its settings have no value', () => {
    expect(lookAtEdge(edit(edgeApi, { [uri]: 's3://theirs/ca.pem' }))).toEqual([line('unproven', uri)]);
    const settings = unresolved(edgeApi, block);
    expect(look(originMtlsTruststoreBucket, modelOf(settings), { entry: 'cloudfront' })).toContain(
      line('unproven', block),
    );
  });
});
