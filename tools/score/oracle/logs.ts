import { about, idle, never, seen } from '../expectation';
import type { Mutant } from '../mutant';

/** Logs, and the metrics made of them. From the CloudWatch Logs guide. */

const onPath = ({ place }: Mutant): boolean =>
  place.stack.endsWith('-services') || /^(?:AccessLog|WebAclLog)/.test(place.logicalId);

const ofAccessLog = ({ place }: Mutant): boolean => place.logicalId.startsWith('AccessLogBucketPolicy');
const denied = 'a Deny without its condition denies everyone, the delivery included';
const forever = 'it is kept for ever, or for as long as nobody decided';
const unfed = 'no line of the access log becomes this metric, so its alarm never fires';
const who = ['date', 'time', 'c-ip', 'cs-method', 'cs-uri-stem', 'sc-status'];
const shown = 'who called, from where and for what, may be shown to strangers';
const unlogged = 'who came to the edge is written nowhere';

/** Of the bucket of the edge's log: two statements deny what is not TLS 1.2, the third lets the delivery write. */
const bucketPolicy = [
  ...about(
    'AWS::S3::BucketPolicy',
    {
      PolicyDocument: never('required'),
      'PolicyDocument.Statement': never('required'),
    },
    ofAccessLog,
  ),
  ...about(
    'AWS::S3::BucketPolicy',
    {
      'PolicyDocument.Statement.#': seen('watch', unlogged),
      'PolicyDocument.Statement.#.Action': [
        idle('the delivery only ever puts objects', 'widen'),
        seen('watch', unlogged),
      ],
      'PolicyDocument.Statement.#.Principal': seen('watch', unlogged),
      'PolicyDocument.Statement.#.Principal.Service': [
        never('S3 knows no service of that name', 'widen'),
        seen('watch', unlogged),
      ],
      'PolicyDocument.Statement.#.Effect': seen('watch', unlogged),
      'PolicyDocument.Statement.#.Resource': [
        never('S3 refuses a statement about nothing, or about other buckets', 'delete', 'widen'),
        seen('watch', unlogged),
      ],
      'PolicyDocument.Statement.#.Condition': seen('watch', 'deliveries of any account may write into the log'),
      'PolicyDocument.Statement.#.Condition.*': idle('the delivery is let in as before', 'delete', 'empty'),
      'PolicyDocument.Statement.#.Condition.*.*': [
        idle('the delivery is let in as before', 'delete', 'widen'),
        seen('watch', unlogged),
      ],
    },
    mutant => ofAccessLog(mutant) && mutant.place.path[2] === '2',
  ),
  ...about(
    'AWS::S3::BucketPolicy',
    {
      'PolicyDocument.Statement.#.Effect': never('S3 refuses a public policy while the bucket blocks public access'),
      'PolicyDocument.Statement.#.Condition': seen('watch', denied),
      'PolicyDocument.Statement.#.Condition.*': seen('watch', denied),
      'PolicyDocument.Statement.#.Condition.*.*': [
        seen('watch', denied, 'delete', 'widen'),
        idle('less is denied, and nobody let in'),
      ],
    },
    ofAccessLog,
  ),
];

const accessLogBucket = about(
  'AWS::S3::Bucket',
  {
    '': never('the delivery names it'),
    LifecycleConfiguration: seen('watch', forever),
    'LifecycleConfiguration.Rules': seen('watch', forever),
    'LifecycleConfiguration.Rules.#': seen('watch', forever),
    'LifecycleConfiguration.Rules.#.ExpirationInDays': [
      seen('watch', forever, 'delete'),
      never('at least a day', 'empty'),
    ],
    'LifecycleConfiguration.Rules.#.Status': [seen('watch', forever, 'switch=Disabled'), never('required')],
    PublicAccessBlockConfiguration: seen('watch', shown),
    'PublicAccessBlockConfiguration.*': seen('watch', shown),
    '**': idle(
      'S3 encrypts by default, and takes no public ACL here; for how many days lines are kept is for the team to say',
    ),
  },
  ({ place }) => place.logicalId.startsWith('AccessLogBucket'),
);

export const logs = [
  ...accessLogBucket,
  ...bucketPolicy,
  ...about(
    'AWS::Logs::LogGroup',
    { RetentionInDays: [seen('watch', forever, 'delete'), never('CloudWatch Logs takes a list of days')] },
    onPath,
  ),
  ...about('AWS::Logs::LogGroup', {
    '': never('what writes to it names it'),
    LogGroupName: never('WAF takes groups named aws-waf-logs- only; API Gateway has no room for other names'),
    '**': idle('the log of what is on no path of a request'),
  }),
  ...about('AWS::Logs::MetricFilter', {
    '': seen('watch', unfed),
    FilterPattern: seen('watch', unfed),
    LogGroupName: [seen('watch', unfed, 're-point'), never('required')],
    MetricTransformations: [seen('watch', unfed), never('required')],
    'MetricTransformations.#': seen('watch', unfed),
    'MetricTransformations.#.MetricValue': [
      seen('watch', 'nothing adds up to an alarm', 'empty'),
      idle('it counts more', 'widen'),
      never('required'),
    ],
    'MetricTransformations.#.*': [seen('watch', unfed, 're-point'), never('required')],
    '**': idle('a unit, a name, a value where nothing matches'),
  }),
  ...about('AWS::Logs::Delivery', {
    '': seen('watch', unlogged),
    RecordFields: [
      seen('watch', unlogged, 'empty'),
      seen('watch', 'all fields are written, cookies and what they hold among them', 'delete'),
    ],
  }),
  ...about(
    'AWS::Logs::Delivery',
    { 'RecordFields.#': seen('watch', 'the log says not who asked for what, when, and what they got') },
    ({ place: { value } }) => typeof value === 'string' && who.includes(value),
  ),
  ...about('AWS::Logs::Delivery', {
    'RecordFields.#': idle('one more thing that is known of a request; none of them can hold a token'),
    '**': never('a delivery needs both its ends'),
  }),
  ...about('AWS::Logs::DeliverySource', {
    '': never('the delivery names it'),
    ResourceArn: [seen('watch', unlogged, 're-point'), never('required')],
    '**': never('the delivery names it'),
  }),
  ...about('AWS::Logs::DeliveryDestination', {
    '': never('the delivery names it'),
    DestinationResourceArn: seen('watch', unlogged),
    '**': idle('where the lines are kept, and how they are written'),
  }),
];
