import { testClaims, type Claim } from '../../claims';
import { get, property, refTo, set } from '../paths';
import { alarmsOf } from './alarms';

/** What holds for the alarms of both Regions. */
const both: Claim[] = [
  {
    layer: 'watch',
    claim: "every alarm tells its Region's topic",
    assertion: from => {
      const topic = refTo('AWS::SNS::Topic')(from);
      expect(alarmsOf(from).map(({ AlarmActions }) => AlarmActions)).toEqual(alarmsOf(from).map(() => [topic]));
    },
    weaken: from => delete alarmsOf(from)[0]?.AlarmActions,
  },
  {
    layer: 'watch',
    claim: 'actions are not switched off',
    assertion: from => expect(alarmsOf(from).filter(alarm => get(alarm, 'ActionsEnabled') === false)).toEqual([]),
    weaken: from => set(alarmsOf(from)[0], 'ActionsEnabled', false),
  },
  {
    layer: 'watch',
    claim: 'absent data has a meaning on every alarm',
    assertion: from =>
      expect(
        alarmsOf(from).filter(
          ({ MetricName, TreatMissingData }) =>
            TreatMissingData !== (/^Days|DaysLeft$/.test(MetricName) ? 'ignore' : 'notBreaching'),
        ),
      ).toEqual([]),
    weaken: from => set(alarmsOf(from)[0], 'TreatMissingData', 'missing'),
  },
  property({
    layer: 'watch',
    claim: 'the topic is under a key of ours: the key of SNS shuts CloudWatch out',
    type: 'AWS::SNS::Topic',
    path: 'KmsMasterKeyId',
    is: { 'Fn::GetAtt': [expect.stringMatching(/^WatchKey/), 'Arn'] },
    weakened: 'alias/aws/sns',
  }),
  property({
    layer: 'watch',
    claim: 'CloudWatch may use the key',
    type: 'AWS::KMS::Key',
    path: 'KeyPolicy.Statement.1',
    is: {
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
    },
    weakened: {
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt'],
      Resource: '*',
    },
  }),
  property({
    layer: 'watch',
    claim: 'the key is rotated',
    type: 'AWS::KMS::Key',
    path: 'EnableKeyRotation',
    is: true,
    weakened: false,
  }),
  property({
    layer: 'watch',
    claim: 'the alarms of this account may publish, and no others',
    type: 'AWS::SNS::TopicPolicy',
    path: 'PolicyDocument.Statement.1',
    is: expect.objectContaining({
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'sns:Publish',
      Condition: {
        StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
        ArnLike: { 'aws:SourceArn': expect.anything() },
      },
    }),
    weakened: undefined,
  }),
  property({
    layer: 'watch',
    claim: 'somebody is told',
    type: 'AWS::SNS::Subscription',
    path: 'Endpoint',
    is: 'on-call@example.com',
    weakened: 'nobody@example.com',
  }),
];

describe.each(['edge', 'watch'])('%s', stack => testClaims(stack, both));
