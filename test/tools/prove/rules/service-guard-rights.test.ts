import { serviceGuardRights } from '../../../../tools/prove/rules/service-guard-rights';
import { attribute } from './fixtures';
import { describeRule } from './watched';

const statements = 'Policy.PolicyDocument.Statement';

describeRule(serviceGuardRights, [
  ['stands: its own table, key and log', {}, 'stands Role'],
  ['says nothing: a function without our guard', { 'Function.Environment': undefined }],
  [
    "weak: another service's table",
    { [`${statements}.1.Resource`]: attribute('OtherTable', 'Arn') },
    'weak Policy PolicyDocument.Statement.1',
  ],
  [
    "weak: another service's log",
    { [`${statements}.0.Resource`]: attribute('AccessLog', 'Arn') },
    'weak Policy PolicyDocument.Statement.0',
  ],
  ['weak: every log', { [`${statements}.0.Resource`]: '*' }, 'weak Policy PolicyDocument.Statement.0'],
  [
    'weak: its key outside DynamoDB',
    { [`${statements}.2.Condition`]: undefined },
    'weak Policy PolicyDocument.Statement.2',
  ],
  [
    'weak: its key through all services but one',
    { [`${statements}.2.Condition`]: { StringNotEquals: { 'kms:ViaService': 'dynamodb.us-east-1.amazonaws.com' } } },
    'weak Policy PolicyDocument.Statement.2',
  ],
]);
