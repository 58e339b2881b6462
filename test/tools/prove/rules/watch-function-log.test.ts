import { watchFunctionLog } from '../../../../tools/prove/rules/watch-function-log';
import { describeRule } from './watched';

const property = 'Function LoggingConfig.LogGroup';
const statement = 'Policy.PolicyDocument.Statement.0';

describeRule(watchFunctionLog, [
  ['stands: a group of its own that it may write', {}, `stands ${property}`],
  [
    'stands: a group by the name that Lambda looks for',
    { 'Function.LoggingConfig': undefined, 'Logs.LogGroupName': { 'Fn::Sub': '/aws/lambda/${Function}' } },
    `stands ${property}`,
  ],
  [
    "stands: by AWS's own policy",
    {
      [statement]: undefined,
      'Role.ManagedPolicyArns': ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
    },
    `stands ${property}`,
  ],
  ['weak: a group that Lambda makes', { 'Function.LoggingConfig': undefined }, `weak ${property}`],
  ['weak: it may not write', { [statement]: undefined }, 'weak Role'],
  ['weak: it may not write all', { [`${statement}.Action`]: 'logs:CreateLogStream' }, 'weak Role'],
  ['weak: it may write another', { [`${statement}.Resource`]: { 'Fn::GetAtt': ['AccessLog', 'Arn'] } }, 'weak Role'],
  ['unproven: a group of elsewhere', { 'Function.LoggingConfig.LogGroup': '/other' }, `unproven ${property}`],
  ['unproven: a parameter', { 'Function.LoggingConfig.LogGroup': { Ref: 'P' } }, `unproven ${property}`],
]);
