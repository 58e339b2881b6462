import { watchWebAclAlarm } from '../../../../tools/prove/rules/watch-web-acl-alarm';
import { describeRule } from './watched';

describeRule(watchWebAclAlarm, [
  ['stands: somebody is told when it blocks', {}, 'stands EdgeBlocks'],
  ['says nothing: no web ACL', { 'Distribution.DistributionConfig.WebACLId': undefined }],
  ['weak: no alarm', { EdgeBlocks: undefined }, 'weak WebAcl'],
  ['weak: on one of its rules only', { 'EdgeBlocks.Dimensions.1.Value': 'PerAddress' }, 'weak WebAcl'],
  ['weak: on what it lets pass', { 'EdgeBlocks.MetricName': 'AllowedRequests' }, 'weak WebAcl'],
  [
    'weak: with a Region, which a CLOUDFRONT web ACL does not publish',
    { 'EdgeBlocks.Dimensions.2': { Name: 'Region', Value: 'us-east-1' } },
    'weak WebAcl',
  ],
  ['weak: under another name than its metrics', { 'WebAcl.VisibilityConfig.MetricName': 'other' }, 'weak WebAcl'],
]);
