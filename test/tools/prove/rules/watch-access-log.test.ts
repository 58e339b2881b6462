import { watchAccessLog } from '../../../../tools/prove/rules/watch-access-log';
import { restApi } from './apis';
import { attribute, edit, look, modelOf } from './fixtures';
import { describeRule } from './watched';

const property = 'Stage AccessLogSettings';

describeRule(watchAccessLog, [
  ['stands: a log group, and a format that says who got what', {}, `stands ${property}.DestinationArn`],
  ['missing: none', { 'Stage.AccessLogSettings': undefined }, `missing ${property}`],
  ['missing: no destination', { 'Stage.AccessLogSettings.DestinationArn': '' }, `missing ${property}`],
  ['weak: no format', { 'Stage.AccessLogSettings.Format': undefined }, `weak ${property}.Format`],
  [
    'weak: without the result',
    { 'Stage.AccessLogSettings.Format': '$context.requestId $context.path' },
    `weak ${property}.Format`,
  ],
  [
    'weak: into a table',
    { 'Stage.AccessLogSettings.DestinationArn': attribute('Table', 'Arn') },
    `weak ${property}.DestinationArn`,
  ],
  ['weak: into nowhere', { 'Stage.AccessLogSettings.DestinationArn': 'somewhere' }, `weak ${property}.DestinationArn`],
  [
    'unproven: into a parameter',
    { 'Stage.AccessLogSettings.DestinationArn': { Ref: 'P' } },
    `unproven ${property}.DestinationArn`,
  ],
]);

test('a REST stage spells it differently', () => {
  const settings = {
    DestinationArn: 'arn:aws:logs:us-east-1:111122223333:log-group:api',
    Format: '$context.requestId $context.resourcePath $context.status',
  };
  expect(look(watchAccessLog, modelOf(restApi))).toEqual(['missing Stage AccessLogSetting']);
  expect(look(watchAccessLog, modelOf(edit(restApi, { 'Stage.AccessLogSetting': settings })))).toEqual([
    'stands Stage AccessLogSetting.DestinationArn',
  ]);
});

test('a load balancer writes into a bucket', () => {
  const balancer = (LoadBalancerAttributes: { Key: string; Value: string }[]) =>
    modelOf({
      Balancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { LoadBalancerAttributes } },
      Listener: {
        Type: 'AWS::ElasticLoadBalancingV2::Listener',
        Properties: {
          LoadBalancerArn: { Ref: 'Balancer' },
          DefaultActions: [{ Type: 'forward', TargetGroupArn: { Ref: 'Group' } }],
        },
      },
      Group: {
        Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
        Properties: { TargetType: 'lambda', Targets: [{ Id: attribute('Function', 'Arn') }] },
      },
      Function: { Type: 'AWS::Lambda::Function', Properties: {} },
    });
  const where = 'Balancer LoadBalancerAttributes';
  expect(look(watchAccessLog, balancer([]))).toEqual([`missing ${where}`]);
  expect(look(watchAccessLog, balancer([{ Key: 'access_logs.s3.enabled', Value: 'true' }]))).toEqual([
    `stands ${where}`,
  ]);
});
