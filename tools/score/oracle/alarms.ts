import { about, idle, missed, never, seen } from '../expectation';
import type { Mutant } from '../mutant';

/** Alarms. From the CloudWatch guide, and the metrics each service documents. */

const unheard = 'the alarm tells nobody';
const dead = 'nobody publishes such a metric, so the alarm never fires';
const text = ({ place }: Mutant): string => place.logicalId;

const counts =
  /Blocks|TokenFlood|ForgedEdgeHeaders|NotDelivered|GatewayErrors|GatewayRefusals|Throttles|Refused|Failed|Errors(?!F)/;
const expires = /Expires/;
const bounded = /Slow|OriginErrors/;

/** The one alarm that tells of a kind of trouble; the others tell of a part of it, or sooner. */
const sole = /EdgeBlocks|OriginHopLeafExpires|GatewayErrors|(?:Accounts|Transfers)Errors/;

export const alarms = [
  ...about(
    'AWS::CloudWatch::Alarm',
    {
      '': seen(
        'watch',
        'nobody is told: of blocks at the edge, of a 5xx, of code that fails, of the hop about to break',
      ),
    },
    mutant => sole.test(text(mutant)),
  ),
  ...about('AWS::CloudWatch::Alarm', {
    '': missed('an alarm beyond those that every path needs: nothing in the templates says that it is wanted'),
  }),
  ...about(
    'AWS::CloudWatch::Alarm',
    {
      ComparisonOperator: [
        idle('one day more', 'switch=LessThanOrEqualToThreshold'),
        seen('watch', 'it fires until the certificate is about to expire, and then no longer', 'switch'),
      ],
      Threshold: [seen('watch', 'a day that never comes: it never fires', 'empty'), idle('it fires early', 'widen')],
      TreatMissingData: idle('ACM publishes every day'),
      Statistic: [idle('one value a day is its own average, sum, least and most', 'switch'), never('required')],
    },
    mutant => expires.test(text(mutant)),
  ),
  ...about(
    'AWS::CloudWatch::Alarm',
    {
      Threshold: [seen('watch', 'the metric cannot reach it: percent end at 100, and a request ends before', 'widen')],
      Statistic: [idle('a rate is low or high by any of them', 'switch'), never('required')],
    },
    mutant => bounded.test(text(mutant)),
  ),
  ...about(
    'AWS::CloudWatch::Alarm',
    {
      Threshold: idle('how many are too many is for the team to say', 'widen'),
      Statistic: [idle('how the count is made', 'switch'), never('required')],
    },
    mutant => counts.test(text(mutant)),
  ),
  ...about('AWS::CloudWatch::Alarm', {
    AlarmActions: seen('watch', unheard),
    'AlarmActions.#': seen('watch', unheard),
    AlarmDescription: idle('a text for people'),
    AlarmName: idle('a name for people'),
    ComparisonOperator: [
      idle('one event more or less', 'switch=GreaterThanThreshold'),
      seen('watch', 'it is quiet when there is much of it', 'switch'),
      never('required'),
    ],
    Dimensions: seen('watch', dead),
    'Dimensions.#': seen('watch', dead),
    'Dimensions.#.*': seen('watch', dead),
    EvaluationPeriods: never('required, and at most a day in all'),
    ExtendedStatistic: never('required'),
    MetricName: seen('watch', dead),
    Namespace: seen('watch', dead),
    Period: never('required, and at most a day in all'),
    Statistic: never('required'),
    Threshold: [seen('watch', 'it fires always, so nobody looks', 'empty'), never('required')],
    TreatMissingData: idle('whether a quiet hour is told as well'),
  }),
];
