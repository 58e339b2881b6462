import { about, idle, never, seen } from '../expectation';
import type { Mutant } from '../mutant';

/** Who hears of an alarm: topics, subscriptions, and the key that notifications are encrypted with. From the SNS and KMS guides. */

const unheard = 'the alarm tells nobody';
const denied = 'a Deny without its condition denies everyone, CloudWatch included';
const cloudWatch = ({ place }: Mutant): boolean => place.logicalId.startsWith('WatchKey') && place.path[2] === '1';
const notDenied = ({ place }: Mutant): boolean => place.path[2] === '1';

export const topics = [
  ...about('AWS::SNS::Topic', {
    '': seen('watch', unheard),
    KmsMasterKeyId: never('CloudWatch may not use any other key, or none is needed'),
    '**': idle('a name for people'),
  }),
  ...about('AWS::SNS::Subscription', {
    '': seen('watch', 'nobody has subscribed to what the alarms say'),
    '*': seen('watch', 'nobody has subscribed to what the alarms say'),
  }),
  ...about(
    'AWS::SNS::TopicPolicy',
    {
      'PolicyDocument.Statement.#': seen('watch', unheard),
      'PolicyDocument.Statement.#.Action': [idle('CloudWatch only ever publishes', 'widen'), seen('watch', unheard)],
      'PolicyDocument.Statement.#.Effect': seen('watch', unheard),
      'PolicyDocument.Statement.#.Principal.Service': [
        never('SNS knows no service of that name', 'widen'),
        seen('watch', unheard),
      ],
      'PolicyDocument.Statement.#.Principal': seen('watch', unheard),
      'PolicyDocument.Statement.#.Resource': [
        never('SNS refuses a statement about nothing', 'delete'),
        idle('the policy is of this topic', 'widen'),
        seen('watch', unheard),
      ],
      'PolicyDocument.Statement.#.Condition.ArnLike.aws:SourceArn': [
        idle('the account is still asked for', 'delete', 'widen'),
        seen('watch', unheard),
      ],
      'PolicyDocument.Statement.#.Condition.StringEquals.aws:SourceAccount': [
        idle('the ARN names the account as well', 'delete'),
        seen('watch', unheard),
      ],
      'PolicyDocument.Statement.#.Condition.**': idle('anyone else who publishes can only add noise'),
      'PolicyDocument.Statement.#.Condition': idle('anyone else who publishes can only add noise'),
      '**': idle('a name'),
    },
    notDenied,
  ),
  ...about('AWS::SNS::TopicPolicy', {
    '': idle('without a policy of its own a topic lets in its account'),
    'PolicyDocument.Statement.#.Effect': seen('watch', 'anyone may publish, so an alarm may be anyone', 'switch'),
    'PolicyDocument.Statement.#.Condition': seen('watch', denied),
    'PolicyDocument.Statement.#.Condition.Bool': seen('watch', denied),
    'PolicyDocument.Statement.#.Condition.Bool.*': [
      seen('watch', denied, 'delete'),
      idle('whether plain HTTP is taken from who may publish'),
    ],
    'PolicyDocument.Statement.#.**': idle('whether plain HTTP is taken from who may publish'),
    'PolicyDocument.Statement': never('SNS refuses a policy without statements'),
    PolicyDocument: never('SNS refuses a policy without statements'),
    '**': idle('without a policy of its own a topic lets in its account'),
  }),
  ...about(
    'AWS::KMS::Key',
    {
      'KeyPolicy.Statement.#': seen('watch', unheard),
      'KeyPolicy.Statement.#.Action': seen('watch', unheard),
      'KeyPolicy.Statement.#.Action.#': [idle('CloudWatch uses what it needs', 'widen'), seen('watch', unheard)],
      'KeyPolicy.Statement.#.Effect': seen('watch', unheard),
      'KeyPolicy.Statement.#.Principal': seen('watch', unheard),
      'KeyPolicy.Statement.#.Principal.Service': [
        never('KMS knows no service of that name', 'widen'),
        seen('watch', unheard),
      ],
      'KeyPolicy.Statement.#.Resource': never('KMS refuses it'),
    },
    cloudWatch,
  ),
  ...about('AWS::KMS::Key', {
    '': never('the topic names it'),
    KeyPolicy: seen('watch', 'the default policy does not let CloudWatch in', 'delete'),
    'KeyPolicy.**': never('KMS refuses a policy that locks out its account'),
    '**': idle('a text, and rotation within KMS'),
  }),
];
