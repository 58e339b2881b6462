import { watchWebAclLog } from '../../../../tools/prove/rules/watch-web-acl-log';
import { attribute } from './fixtures';
import { describeRule } from './watched';

const destination = 'WafLogging LogDestinationConfigs';
const filter = 'WafLogging.LoggingFilter';

describeRule(watchWebAclLog, [
  ['stands: what it blocks is kept', {}, `stands ${destination}`],
  ['stands: everything is kept', { [filter]: undefined }, `stands ${destination}`],
  [
    'stands: the group by its attribute',
    { 'WafLogging.LogDestinationConfigs': [attribute('WafLog', 'Arn')] },
    `stands ${destination}`,
  ],
  ['weak: none', { WafLogging: undefined }, 'weak WebAcl'],
  ['weak: of another web ACL', { 'WafLogging.ResourceArn': 'arn:aws:wafv2:other' }, 'weak WebAcl'],
  ['weak: blocks are dropped', { [`${filter}.Filters.0.Behavior`]: 'DROP' }, 'weak WafLogging LoggingFilter'],
  [
    'weak: only counts are kept',
    { [`${filter}.Filters.0.Conditions.0.ActionCondition.Action`]: 'COUNT' },
    'weak WafLogging LoggingFilter',
  ],
  ['weak: a name that WAF refuses', { 'WafLog.LogGroupName': 'waf-logs' }, 'weak WafLog LogGroupName'],
  ['weak: no destination', { 'WafLogging.LogDestinationConfigs': [] }, `weak ${destination}`],
  [
    'weak: another Region',
    { 'WafLogging.LogDestinationConfigs': ['arn:aws:logs:eu-west-1:111122223333:log-group:aws-waf-logs-edge'] },
    `weak ${destination}`,
  ],
  [
    'unproven: a group of elsewhere',
    { 'WafLogging.LogDestinationConfigs': ['arn:aws:logs:us-east-1:111122223333:log-group:aws-waf-logs-x'] },
    `unproven ${destination}`,
  ],
  ['unproven: a parameter', { 'WafLogging.LogDestinationConfigs': [{ Ref: 'P' }] }, `unproven ${destination}`],
]);
