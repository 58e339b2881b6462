import { watchAlarmsTell } from '../../../../tools/prove/rules/watch-alarms-tell';
import { edit, look, modelOf, ref } from './fixtures';
import { describeRule, saysOf, watchedApi, type Changes } from './watched';

const actions = 'weak ApiErrors AlarmActions';
const statement = 'TopicPolicy.PolicyDocument.Statement.0';

describeRule(watchAlarmsTell, [
  ['stands: each tells a topic with a subscriber', {}, 'stands Api'],
  ['weak: no action', { 'ApiErrors.AlarmActions': undefined }, actions],
  [
    'weak: only when it does not know',
    { 'ApiErrors.AlarmActions': undefined, 'ApiErrors.InsufficientDataActions': [ref('Topic')] },
    actions,
  ],
  ['weak: its actions are off', { 'ApiErrors.ActionsEnabled': false }, 'weak ApiErrors ActionsEnabled'],
  [
    'weak: a topic of another Region',
    { 'ApiErrors.AlarmActions': ['arn:aws:sns:eu-west-1:111122223333:on-call'] },
    actions,
  ],
  ['weak: what tells nobody', { 'ApiErrors.AlarmActions': ['arn:aws:automate:us-east-1:ec2:stop'] }, actions],
  ['weak: no topic at all', { 'ApiErrors.AlarmActions': [ref('Table')] }, actions],
  [
    'stands: an item for operations',
    { 'ApiErrors.AlarmActions': ['arn:aws:ssm:us-east-1:111122223333:opsitem:1'] },
    'stands Api',
  ],
  [
    'unproven: a topic of elsewhere',
    { 'ApiErrors.AlarmActions': ['arn:aws:sns:us-east-1:111122223333:on-call'] },
    'unproven ApiErrors AlarmActions',
  ],
  ['unproven: a parameter', { 'ApiErrors.AlarmActions': [ref('P')] }, 'unproven ApiErrors AlarmActions'],
]);

describe('what the topic asks', () => {
  test.each<[string, Changes]>([
    ['weak: the key of SNS, which keeps CloudWatch out', { 'Topic.KmsMasterKeyId': 'alias/aws/sns' }],
    ['weak: a key that keeps it out', { 'TopicKey.KeyPolicy.Statement.0.Principal.Service': 'events.amazonaws.com' }],
    ['weak: a key that lets it read only', { 'TopicKey.KeyPolicy.Statement.0.Action': ['kms:Decrypt'] }],
    ['weak: a key that is off', { 'TopicKey.Enabled': false }],
    ["weak: a key that is anyone's", { 'TopicKey.KeyPolicy.Statement.0.Principal': '*' }],
    ['weak: a policy that keeps it out', { [`${statement}.Principal.Service`]: 'events.amazonaws.com' }],
    ['weak: a policy that refuses', { [`${statement}.Effect`]: 'Deny' }],
    [
      'weak: a policy for alarms of other names',
      { [`${statement}.Condition.ArnLike.aws:SourceArn`]: 'arn:aws:cloudwatch:us-east-1:*:alarm:other-*' },
    ],
    ['weak: a policy that lets anyone in', { [`${statement}.Principal`]: '*', [`${statement}.Condition`]: undefined }],
    ['weak: nobody is subscribed', { Subscription: undefined }],
    ['weak: a subscriber without an address', { 'Subscription.Endpoint': '' }],
    ['weak: a subscriber that lets nothing through', { 'Subscription.FilterPolicy': { kind: ['none'] } }],
    ['weak: a protocol of nobody', { 'Subscription.Protocol': 'pigeon' }],
  ])('%s', (_, changes) => expect(saysOf(watchAlarmsTell, changes)).toContain(actions));

  test.each<[string, Changes]>([
    ['stands: no encryption', { 'Topic.KmsMasterKeyId': undefined }],
    ['stands: no policy of its own', { TopicPolicy: undefined }],
    ['stands: no condition', { [`${statement}.Condition`]: undefined }],
    [
      'stands: a subscription in the topic',
      { Subscription: undefined, 'Topic.Subscription': [{ Protocol: 'sms', Endpoint: '+4930123456' }] },
    ],
  ])('%s', (_, changes) => expect(saysOf(watchAlarmsTell, changes)).toEqual(['stands Api']));

  test.each<[string, Changes]>([
    ['unproven: a key of elsewhere', { 'Topic.KmsMasterKeyId': 'arn:aws:kms:us-east-1:111122223333:key/1' }],
    [
      'unproven: a condition that CloudWatch may not meet',
      { 'TopicKey.KeyPolicy.Statement.0.Condition': { StringEquals: { 'aws:SourceAccount': '111122223333' } } },
    ],
    ['unproven: an address that is a parameter', { 'Subscription.Endpoint': { Ref: 'P' } }],
  ])('%s', (_, changes) => expect(saysOf(watchAlarmsTell, changes)).toContain('unproven ApiErrors AlarmActions'));
});

test('stands: a composite alarm speaks for it', () => {
  const silent = edit(watchedApi, { 'ApiErrors.AlarmActions': undefined, 'ApiErrors.AlarmName': 'app-errors' });
  const composite = (AlarmRule: string) => ({
    Any: {
      Type: 'AWS::CloudWatch::CompositeAlarm',
      Properties: { AlarmName: 'app-any', AlarmRule, AlarmActions: [ref('Topic')] },
    },
  });
  const says = (rule: string) =>
    look(watchAlarmsTell, modelOf({ ...silent, ...composite(rule) }), { entry: 'cloudfront' });
  expect(says('ALARM("app-errors") OR ALARM("x")')).toEqual(['stands Api']);
  expect(says('ALARM("x")')).toEqual([actions]);
});
