import type { Json } from '../../../../tools/prove/json';
import { originMtlsSigningKey } from '../../../../tools/prove/rules/origin-mtls-signing-key';
import { edgeApi } from './apis';
import { edit, line, look, modelOf, unresolved } from './fixtures';

const signing = 'Key.KeyPolicy.Statement.1';

describe('origin-mtls/signing-key', () => {
  test('stands: only named roles, which only Lambda may take, may sign', () => {
    expect(look(originMtlsSigningKey, modelOf(edgeApi))).toEqual(['stands Key KeyPolicy']);
  });

  test.each<[string, Record<string, Json | undefined>]>([
    ["whoever the account's IAM lets", { [`${signing}.Condition`]: undefined }],
    ['any principal', { [`${signing}.Condition`]: { ArnLike: { 'aws:PrincipalArn': '*' } } }],
    ['every principal but one', { [`${signing}.Condition`]: { ArnNotEquals: { 'aws:PrincipalArn': 'arn:x' } } }],
    ['anyone', { [`${signing}.Condition`]: undefined, [`${signing}.Principal`]: '*' }],
  ])('weak: %s may sign', (_, changes) => {
    expect(look(originMtlsSigningKey, modelOf(edit(edgeApi, changes)))).toEqual([line('weak', signing)]);
  });

  test.each(['kms:*', 'kms:S*', '*', 'kms:CreateGrant'])('weak: the account may %s', action => {
    const changed = edit(edgeApi, { 'Key.KeyPolicy.Statement.0.Action': action });
    expect(look(originMtlsSigningKey, modelOf(changed))).toEqual(['weak Key KeyPolicy.Statement.0']);
  });

  test('weak: there is no policy, so IAM decides; or strangers may rewrite it', () => {
    const without = edit(edgeApi, { 'Key.KeyPolicy': undefined });
    expect(look(originMtlsSigningKey, modelOf(without))).toEqual(['weak Key KeyPolicy']);
    const anyone = edit(edgeApi, { 'Key.KeyPolicy.Statement.0.Principal.AWS': '*' });
    expect(look(originMtlsSigningKey, modelOf(anyone))).toEqual(['weak Key KeyPolicy.Statement.0']);
  });

  test.each<Json>([{ AWS: '*' }, { Service: 'ec2.amazonaws.com' }])(
    'weak: %j may take the role that signs',
    principal => {
      const open = edit(edgeApi, { 'CertifierRole.AssumeRolePolicyDocument.Statement.0.Principal': principal });
      expect(look(originMtlsSigningKey, modelOf(open))).toEqual([
        'weak CertifierRole AssumeRolePolicyDocument.Statement.0',
      ]);
    },
  );

  test('unproven: the key is in none of the templates, or its policy has no value', () => {
    const without = edit(edgeApi, { Alias: undefined });
    expect(look(originMtlsSigningKey, modelOf(without))).toEqual([
      'unproven Domain MutualTlsAuthentication.TruststoreUri',
    ]);
    expect(look(originMtlsSigningKey, modelOf(unresolved(edgeApi, 'Key.KeyPolicy')))).toEqual([
      'unproven Key KeyPolicy',
    ]);
  });
});
