import { prove } from '../../../../tools/prove/proof';
import { profilePolicy } from '../../../../tools/prove/policy';
import { serviceSecrets } from '../../../../tools/prove/rules/service-secrets';
import { Model } from '../../../../tools/prove/model';
import { edit, look, modelOf } from './fixtures';
import { describeRule, watchedApi } from './watched';

const variables = 'Function.Environment.Variables';
const weak = (name: string): string => `weak Function Environment.Variables.${name}`;
// Made up here, and put together so that no scanner takes this file for a leak.
const shaped = ['AKIA', 'IOSFODNN7', 'EXAMPLE'].join('');
const webToken = ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiIxMjM0NSJ9', 'c2lnbmF0dXJl'].join('.');
const privateKey = ['-----BEGIN', 'PRIVATE KEY-----'].join(' ');

describeRule(serviceSecrets, [
  ['stands: names, addresses and a certificate', {}, 'stands Function Environment.Variables'],
  ['stands: no environment', { 'Function.Environment': undefined }, 'stands Function Environment.Variables'],
  [
    'stands: where a secret is',
    { [`${variables}.DB_SECRET_ARN`]: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:db' },
    'stands Function Environment.Variables',
  ],
  ['weak: an access key by its shape', { [`${variables}.KEY`]: shaped }, weak('KEY')],
  ['weak: a token by its shape', { [`${variables}.T`]: webToken }, weak('T')],
  ['weak: a private key by its shape', { [`${variables}.PEM`]: `${privateKey}\nabc` }, weak('PEM')],
  [
    'weak: a password in a URL',
    { [`${variables}.DB`]: ['postgres://app', 'hunter2@db.example.com/app'].join(':') },
    weak('DB'),
  ],
  ['weak: a secret by its name', { [`${variables}.API_KEY`]: 'c0ffee00c0ffee00' }, weak('API_KEY')],
  [
    'weak: a reference that CloudFormation writes out',
    { [`${variables}.DB`]: '{{resolve:secretsmanager:db:SecretString:password}}' },
    weak('DB'),
  ],
  ['weak: the secret of a client', { [`${variables}.C`]: { 'Fn::GetAtt': ['OtherTable', 'ClientSecret'] } }, weak('C')],
  [
    'unproven: named like a secret, and a parameter',
    { [`${variables}.PASSWORD`]: { Ref: 'P' } },
    'unproven Function Environment.Variables.PASSWORD',
  ],
  [
    'unproven: the whole environment is a parameter',
    { 'Function.Environment': { Ref: 'P' } },
    'unproven Function Environment.Variables',
  ],
]);

test('a secret that was found is named, never shown', () => {
  const model = modelOf(edit(watchedApi, { [`${variables}.KEY`]: shaped, [`${variables}.PASSWORD`]: 'correct horse' }));
  const { routes } = prove(model, profilePolicy('consumer'), [serviceSecrets]);
  const says = JSON.stringify(
    routes.flatMap(({ paths }) =>
      paths.flatMap(({ layers }) => layers.flatMap(({ verdicts }) => verdicts.map(one => one.says))),
    ),
  );
  expect(says).toContain('an AWS access key');
  expect(says).not.toContain(shaped);
  expect(says).not.toContain('correct horse');
});

test('weak: a parameter that its author wanted hidden', () => {
  const { stacks } = modelOf(edit(watchedApi, { [`${variables}.X`]: { Ref: 'Hidden' } }));
  const Parameters = { Hidden: { Type: 'String', NoEcho: true, Default: 'x' } };
  const hidden = stacks.map(one => ({ ...one, template: { ...one.template, Parameters } }));
  expect(look(serviceSecrets, new Model(hidden), { entry: 'cloudfront' })).toEqual([weak('X')]);
});
