import { serviceDataClosed } from '../../../../tools/prove/rules/service-data-closed';
import { describeRule } from './watched';

const anyone = { Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] };
const table = 'Table ResourcePolicy.PolicyDocument';
const key = 'TableKey KeyPolicy';

describeRule(serviceDataClosed, [
  ['stands: policies that name whom they let in', {}, `stands ${table}`, `stands ${key}`],
  [
    'weak: a table that anyone may read',
    { 'Table.ResourcePolicy.PolicyDocument': anyone },
    `weak ${table}.Statement.0`,
    `stands ${key}`,
  ],
  ['weak: a key that anyone may use', { 'TableKey.KeyPolicy': anyone }, `stands ${table}`, `weak ${key}.Statement.0`],
  [
    'stands: a key for one account through one service, as AWS writes it',
    {
      'TableKey.KeyPolicy.Statement.0': {
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: 'kms:Decrypt',
        Resource: '*',
        Condition: { StringEquals: { 'kms:CallerAccount': '111122223333' } },
      },
    },
    `stands ${table}`,
    `stands ${key}`,
  ],
  ['weak: a key that is off', { 'TableKey.Enabled': false }, `stands ${table}`, 'weak TableKey Enabled'],
  [
    'unproven: a policy that is a parameter',
    { 'TableKey.KeyPolicy': { Ref: 'P' } },
    `stands ${table}`,
    `unproven ${key}`,
  ],
]);
