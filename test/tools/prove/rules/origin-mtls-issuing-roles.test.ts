import type { Json } from '../../../../tools/prove/json';
import { originMtlsIssuingRoles } from '../../../../tools/prove/rules/origin-mtls-issuing-roles';
import { edgeApi } from './apis';
import { attribute, edit, look, modelOf, ref, unresolved, type Resources } from './fixtures';

const allowed = (statement: Json): Resources => ({
  ...edgeApi,
  Rights: {
    Type: 'AWS::IAM::Policy',
    Properties: { Roles: [ref('CertifierRole')], PolicyDocument: { Statement: [statement] } },
  },
});
const statement = 'Rights PolicyDocument.Statement.0';
const lookAt = (resources: Resources) => look(originMtlsIssuingRoles, modelOf(resources));
const key = 'arn:aws:kms:us-east-1:111122223333:key/*';
const certificates = 'arn:aws:acm:us-east-1:111122223333:certificate/*';

/** The certificate is renewed once a day, by a rule that may invoke what issues it. */
const renewed: Resources = {
  ...edgeApi,
  Daily: { Type: 'AWS::Events::Rule', Properties: { ScheduleExpression: 'rate(1 day)' } },
  MayRenew: {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: attribute('Issuer', 'Arn'),
      Principal: 'events.amazonaws.com',
      SourceArn: attribute('Daily', 'Arn'),
    },
  },
};

describe('origin-mtls/issuing-roles', () => {
  test('stands: only Lambda may take the roles', () => {
    expect(lookAt(edgeApi)).toEqual([
      'stands Truststore ServiceToken',
      'stands Authority ServiceToken',
      'stands Leaf ServiceToken',
    ]);
  });

  test.each<Json>([
    { Effect: 'Allow', Action: 'kms:Sign', Resource: 'arn:aws:kms:us-east-1:111122223333:key/1234' },
    {
      Effect: 'Allow',
      Action: 'kms:Sign',
      Resource: key,
      Condition: { StringEquals: { 'kms:RequestAlias': 'alias/ca' } },
    },
    { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::trust/origin-hop/*' },
    { Effect: 'Deny', Action: '*', Resource: '*' },
    {
      Effect: 'Allow',
      Action: 'acm:ImportCertificate',
      Resource: certificates,
      Condition: { StringEquals: { 'aws:ResourceTag/stack': 'edge' } },
    },
    { Effect: 'Allow', Action: 'acm:ImportCertificate', Resource: certificates.replace('*', '1234') },
  ])('stands: %j', one => {
    expect(lookAt(allowed(one))).toContain('stands Truststore ServiceToken');
  });

  test.each<Json>([
    { Effect: 'Allow', Action: 'kms:Sign', Resource: '*' },
    { Effect: 'Allow', Action: ['kms:*'], Resource: key },
    { Effect: 'Allow', Action: 's3:Put*', Resource: 'arn:aws:s3:::*/*' },
    { Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::trust/origin-hop/ca/a.pem' },
    { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' },
    { Effect: 'Allow', Action: 'acm:Import*', Resource: certificates },
    {
      Effect: 'Allow',
      Action: 'acm:ImportCertificate',
      Resource: '*',
      Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } },
    },
  ])('weak: %j', one => {
    expect(lookAt(allowed(one))).toEqual([`weak ${statement}`]);
  });

  test.each<Json>([{ AWS: '*' }, { AWS: 'arn:aws:iam::111122223333:root' }, { Service: 'ec2.amazonaws.com' }])(
    'weak: %j may take the role',
    principal => {
      expect(
        lookAt(edit(edgeApi, { 'CertifierRole.AssumeRolePolicyDocument.Statement.0.Principal': principal })),
      ).toEqual(['weak CertifierRole AssumeRolePolicyDocument.Statement.0']);
    },
  );

  test('stands: a rule of the templates has the certificate renewed', () =>
    expect(lookAt(renewed)).toContain('stands Leaf ServiceToken'));

  test.each<[string, Json | undefined, string]>([
    ['Principal', '*', 'weak MayRenew Principal'],
    ['SourceArn', undefined, 'weak MayRenew SourceArn'],
    ['SourceArn', '*', 'weak MayRenew SourceArn'],
    ['SourceArn', 'arn:aws:events:us-east-1:444455556666:rule/theirs', 'unproven MayRenew SourceArn'],
  ])('others may have it sign: %s %j', (property, value, verdict) =>
    expect(lookAt(edit(renewed, { [`MayRenew.${property}`]: value }))).toContain(verdict),
  );

  test('unproven: the function or its role is in none of the templates', () => {
    expect(look(originMtlsIssuingRoles, modelOf(unresolved(edgeApi, 'Truststore.ServiceToken')))).toContain(
      'unproven Truststore ServiceToken',
    );
    const elsewhere = edit(edgeApi, { 'Issuer.Role': 'arn:aws:iam::111122223333:role/elsewhere' });
    expect(lookAt(elsewhere)).toContain('unproven Leaf ServiceToken');
  });
});
