import type { Json } from '../../../../tools/prove/json';
import { serviceRoleNarrow } from '../../../../tools/prove/rules/service-role-narrow';
import { ref } from './fixtures';
import { describeRule, type Case } from './watched';

const statement = (name: string, written: Readonly<Record<string, Json>>, ...says: readonly string[]): Case => [
  name,
  { 'Policy.PolicyDocument.Statement': [{ Effect: 'Allow', ...written }] },
  ...says,
];
const weak = 'weak Policy PolicyDocument.Statement.0';
const table = 'arn:aws:dynamodb:us-east-1:111122223333:table/accounts';

describeRule(serviceRoleNarrow, [
  ['stands: named actions on named resources', {}, 'stands Role'],
  statement('stands: a prefix is a name', { Action: 'dynamodb:Get*', Resource: `${table}-*` }, 'stands Role'),
  statement(
    'stands: the objects of one bucket',
    { Action: 's3:GetObject', Resource: 'arn:aws:s3:::logs/*' },
    'stands Role',
  ),
  statement(
    'stands: actions without resources',
    { Action: ['xray:PutTraceSegments', 'ec2:CreateNetworkInterface'], Resource: '*' },
    'stands Role',
  ),
  statement(
    'stands: writing logs',
    { Action: 'logs:*LogEvents', Resource: 'arn:aws:logs:us-east-1:111122223333:log-group:/app/*' },
    'stands Role',
  ),
  statement(
    'stands: every resource under a condition that narrows',
    {
      Action: 'cloudwatch:PutMetricData',
      Resource: '*',
      Condition: { StringEquals: { 'cloudwatch:namespace': 'App' } },
    },
    'stands Role',
  ),
  statement('stands: a refusal', { Effect: 'Deny', Action: '*', Resource: '*' }, 'stands Role'),
  statement('weak: every action', { Action: '*', Resource: table }, weak),
  statement('weak: every action of a service', { Action: 'dynamodb:*', Resource: table }, weak),
  statement('weak: all but some actions', { NotAction: 'iam:*', Resource: table }, weak),
  statement('weak: every resource', { Action: 'dynamodb:GetItem', Resource: '*' }, weak),
  statement('weak: every table', { Action: 'dynamodb:GetItem', Resource: 'arn:aws:dynamodb:*:*:table/*' }, weak),
  statement('weak: every bucket', { Action: 's3:GetObject', Resource: 'arn:aws:s3:::*/*' }, weak),
  statement('weak: all but some resources', { Action: 's3:GetObject', NotResource: 'arn:aws:s3:::a' }, weak),
  statement('weak: any metric, and so a false one', { Action: 'cloudwatch:PutMetricData', Resource: '*' }, weak),
  statement(
    'weak: a condition that says how, not what',
    { Action: 's3:GetObject', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
    weak,
  ),
  statement(
    'weak: a condition that excludes',
    { Action: 's3:GetObject', Resource: '*', Condition: { StringNotEquals: { 's3:prefix': 'a' } } },
    weak,
  ),
  [
    'weak: inline in the role',
    { 'Role.Policies': [{ PolicyDocument: { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } }] },
    'weak Role Policies.0.PolicyDocument.Statement.0',
  ],
  [
    'weak: AdministratorAccess',
    { 'Role.ManagedPolicyArns': ['arn:aws:iam::aws:policy/AdministratorAccess'] },
    'weak Role ManagedPolicyArns.0',
  ],
  [
    'weak: a whole service',
    { 'Role.ManagedPolicyArns': ['arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess'] },
    'weak Role ManagedPolicyArns.0',
  ],
  [
    'stands: what AWS made for functions',
    { 'Role.ManagedPolicyArns': ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'] },
    'stands Role',
  ],
  [
    'unproven: a managed policy of the account',
    { 'Role.ManagedPolicyArns': ['arn:aws:iam::111122223333:policy/ours'] },
    'unproven Role ManagedPolicyArns.0',
  ],
  statement(
    'unproven: a resource that is a parameter',
    { Action: 's3:GetObject', Resource: ref('P') },
    'unproven Policy PolicyDocument.Statement.0',
  ),
  [
    'unproven: a role of elsewhere',
    { 'Function.Role': 'arn:aws:iam::111122223333:role/other' },
    'unproven Function Role',
  ],
]);
