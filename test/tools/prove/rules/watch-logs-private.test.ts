import { watchLogsPrivate } from '../../../../tools/prove/rules/watch-logs-private';
import { describeRule } from './watched';

const access = 'EdgeLog PublicAccessBlockConfiguration';
const statement = 'EdgeLogPolicy.PolicyDocument.Statement.1';

describeRule(watchLogsPrivate, [
  ["stands: nobody's but the account's", {}, `stands ${access}`],
  ['says nothing: no log bucket', { EdgeLogDelivery: undefined }],
  ['weak: public access is not blocked', { 'EdgeLog.PublicAccessBlockConfiguration': undefined }, `weak ${access}`],
  ['weak: some of it is not', { 'EdgeLog.PublicAccessBlockConfiguration.BlockPublicPolicy': false }, `weak ${access}`],
  [
    'weak: a policy for anyone',
    { [`${statement}.Principal`]: '*', [`${statement}.Condition`]: undefined },
    'weak EdgeLogPolicy PolicyDocument.Statement.1',
  ],
  [
    'weak: logs of any account',
    { [`${statement}.Condition`]: undefined },
    'weak EdgeLogPolicy PolicyDocument.Statement.1',
  ],
  ['unproven: a parameter', { 'EdgeLog.PublicAccessBlockConfiguration': { Ref: 'P' } }, `unproven ${access}`],
]);
