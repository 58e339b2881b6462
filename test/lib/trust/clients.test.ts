import { ofType, template, type Template } from '../../assembly';
import { get } from '../paths';
import { rightsOf, statements, type Statement } from '../policies';

/** The clients' CA and the function that issues, in an environment that has both. */
const env = 'managed-edge';
const prefix = `portcullis-${env}`;
const trust = (): Template => template('trust', env);

const role = (name: string) => ({
  'Fn::Join': ['', ['arn:aws:iam::', { Ref: 'AWS::AccountId' }, `:role/${prefix}-${name}`]],
});
const keyOf = (alias: string): Statement[] => {
  const { Properties } =
    ofType(trust(), 'AWS::KMS::Alias').find(each => each.Properties['AliasName'] === `alias/${prefix}-${alias}`) ??
    none(alias);
  const id = String((get(Properties, 'TargetKeyId.Fn::GetAtt') as string[])[0]);
  return statements(get(trust().Resources[id]?.Properties, 'KeyPolicy'));
};
const none = (what: string): never => {
  throw new Error(`${what}: none in the template`);
};
const allowed = (policy: readonly Statement[], action: string): unknown =>
  policy.filter(({ Action }) => Action.includes(action)).map(({ Condition }) => Condition?.['ArnEquals']);

describe('the keys of the clients’ CA', () => {
  test('the root is signed with by who certifies the CA, and by nobody else', () => {
    expect(allowed(keyOf('client-ca-root-a'), 'kms:Sign')).toEqual([{ 'aws:PrincipalArn': [role('client-ca')] }]);
  });

  test('the issuing key is signed with by the one function that issues, and by nobody else', () => {
    expect(allowed(keyOf('client-ca-issuing-a'), 'kms:Sign')).toEqual([{ 'aws:PrincipalArn': [role('certificates')] }]);
  });

  test('the origin hop’s key is another one, and neither of the two roles may sign with it', () => {
    expect(JSON.stringify(allowed(keyOf('origin-hop-ca-a'), 'kms:Sign'))).not.toMatch(/client-ca|certificates/);
  });

  test('nobody who administers a key may sign with it, or grant that', () => {
    for (const alias of ['client-ca-root-a', 'client-ca-issuing-a', 'origin-hop-ca-a']) {
      const wide = keyOf(alias).filter(({ Condition }) => Condition === undefined);
      expect(wide.flatMap(({ Action }) => Action).filter(action => /Sign|Grant|\*/.test(String(action)))).toEqual([
        'kms:ListGrants',
        'kms:RevokeGrant',
      ]);
    }
  });
});

describe('the function that issues', () => {
  const rights = () => rightsOf(trust(), 'Registrar');

  test('may do this and no more, and nothing on everything', () => {
    expect([...new Set(rights().flatMap(({ Action }) => Action.map(String)))].sort()).toEqual([
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:Scan',
      'dynamodb:UpdateItem',
      'kms:Decrypt',
      'kms:Encrypt',
      'kms:GenerateDataKey',
      'kms:GetPublicKey',
      'kms:Sign',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      's3:GetObject',
      's3:ListBucket',
      's3:PutObject',
    ]);
    expect(JSON.stringify(rights().map(({ Resource }) => Resource))).not.toContain('*');
  });

  test('signs certificates only: one algorithm, over digests', () =>
    expect(
      rights()
        .filter(({ Action }) => Action.includes('kms:Sign'))
        .map(({ Condition }) => Condition),
    ).toEqual([{ StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256', 'kms:MessageType': 'DIGEST' } }]));

  test('writes revocation lists, and no CA', () => {
    const written = rights().filter(({ Action }) => Action.includes('s3:PutObject'));
    expect(JSON.stringify(written.map(({ Resource }) => Resource))).toMatch(/clients\/crl\/issuing-a\.crl/);
    expect(JSON.stringify(written.map(({ Resource }) => Resource))).not.toMatch(/clients\/ca|origin-hop|crl\/root/);
  });

  test('is called every day', () => {
    const rules = ofType(trust(), 'AWS::Events::Rule').map(({ Properties }) => Properties);
    expect(rules.map(rule => [rule['ScheduleExpression'], get(rule, 'Targets.0.Input')])).toEqual([
      ['rate(1 day)', '{"action":"daily"}'],
    ]);
  });
});

describe('the sync of revoked certificates', () => {
  const edge = (): Template => template('edge', env);

  test('reads the index of revoked certificates and writes one store', () => {
    const rights = rightsOf(edge(), 'RevocationSync').filter(({ Action }) => !String(Action[0]).startsWith('logs:'));
    expect(rights.flatMap(({ Action }) => Action)).toEqual([
      'dynamodb:Query',
      'kms:Decrypt',
      'cloudfront-keyvaluestore:DescribeKeyValueStore',
      'cloudfront-keyvaluestore:ListKeys',
      'cloudfront-keyvaluestore:UpdateKeys',
    ]);
    const [, key] = rights;
    expect(key?.Condition).toEqual({
      StringEquals: { 'kms:ViaService': expect.anything() },
      'ForAnyValue:StringEquals': { 'kms:ResourceAliases': [`alias/${prefix}-data`] },
    });
  });

  test('runs every minute', () =>
    expect(ofType(edge(), 'AWS::Events::Rule').map(({ Properties }) => Properties['ScheduleExpression'])).toContain(
      'rate(1 minute)',
    ));
});

test('where there are no certificates of clients, there is no CA of theirs and nobody who issues', () => {
  const consumer = template('trust');
  expect(ofType(consumer, 'Custom::ClientAuthority')).toEqual([]);
  expect(ofType(consumer, 'AWS::KMS::Key')).toHaveLength(1);
  expect(ofType(consumer, 'AWS::Lambda::Function')).toHaveLength(1);
});
