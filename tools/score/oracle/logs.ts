import { about, idle, never, seen } from '../expectation';
import type { Mutant } from '../mutant';

/** Logs, and the metrics made of them. From the CloudWatch Logs guide. */

const onPath = ({ place }: Mutant): boolean =>
  place.stack.endsWith('-services') ||
  (/^(?:AccessLog|WebAclLog)/.test(place.logicalId) && !place.stack.endsWith('-identity'));

const forever = 'it is kept for ever, or for as long as nobody decided';
const unfed = 'no line of the access log becomes this metric, so its alarm never fires';
const unlogged = 'who came to the edge is written nowhere';

export const logs = [
  ...about(
    'AWS::Logs::LogGroup',
    { RetentionInDays: [seen('watch', forever, 'delete'), never('CloudWatch Logs takes a list of days')] },
    onPath,
  ),
  ...about('AWS::Logs::LogGroup', {
    '': never('what writes to it names it'),
    LogGroupName: idle('a name', 'delete'),
    'LogGroupName.**': never('the name is refused by what writes to it'),
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
    'RecordFields.**': idle('which fields are written; none of them can hold a token'),
    '**': never('a delivery needs both its ends'),
  }),
  ...about('AWS::Logs::DeliverySource', {
    '': never('the delivery names it'),
    ResourceArn: [seen('watch', unlogged, 're-point'), never('required')],
    '**': never('the delivery names it'),
  }),
  ...about('AWS::Logs::DeliveryDestination', {
    '': never('the delivery names it'),
    '**': idle('where the lines are kept, and how they are written'),
  }),
];
