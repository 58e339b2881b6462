import { about, idle, missed, never, seen } from '../expectation';
import type { Mutant } from '../mutant';

/** Alarms. From the CloudWatch guide, and the metrics each service documents. */

const alarm = 'AWS::CloudWatch::Alarm';
const called =
  (names: RegExp) =>
  ({ place }: Mutant): boolean =>
    names.test(place.logicalId);

const unheard = 'the alarm tells nobody';
const dead = 'nobody publishes such a metric, so the alarm never fires';
const always = 'it fires whenever nothing happens, so nobody looks';

/** The one alarm that tells of a kind of trouble; the others tell of a part of it, or sooner. */
const sole =
  /EdgeBlocks|SignInBlocks|OriginHopLeafExpires|HopRefused|TokenRefused|(?:AppLinks|Accounts|Sessions|Transfers)Failed/;
/** Code that fails answers 5xx, at the gateway and at the edge. */
const failures = /Watch(?:GatewayErrors|OriginErrors|AppLinksErrors|AccountsErrors|SessionsErrors|TransfersErrors)/;
const ofApi = /Gateway(?:Errors|Refusals|Slow)/;
/** A share, or a time that ends when the request is given up. */
const limited = /Slow|OriginErrors/;
/** Counts with a threshold above 1. */
const several = /Blocks|GatewayErrors|GatewayRefusals|GatewayThrottles|TokensRefused|ScopesRefused|TokenRefused/;

const removed = [
  ...about(
    alarm,
    {
      '': seen(
        'watch',
        'nobody is told of blocks, of a way around the edge, of forged tokens, of code that fails, of a hop about to break',
      ),
    },
    called(sole),
  ),
  ...about(alarm, { '': idle('three other alarms tell of the same 5xx') }, called(failures)),
  ...about(alarm, {
    '': missed('own-alarms'),
  }),
];

/** Metrics that a function of ours publishes once a day, and no template tells the meaning of. */
const daily = about(
  alarm,
  {
    ComparisonOperator: [missed('own-metrics', 'switch'), never('required')],
    MetricName: missed('own-metrics', 're-point'),
    Threshold: missed('own-metrics', 'empty', 'widen'),
    TreatMissingData: missed('own-metrics', 'switch', 'delete'),
  },
  called(/OriginHop(?:RenewalFailed|AuthorityExpires)/),
);

/** Days until a certificate expires: the one metric that is bad when it is low. */
const expiry = about(
  alarm,
  {
    ComparisonOperator: [
      idle('one day more', 'switch=LessThanOrEqualToThreshold'),
      seen('watch', 'it fires until the certificate is about to expire, and then no longer', 'switch'),
    ],
    Threshold: [
      seen('watch', 'a day that never comes: it never fires', 'empty'),
      seen('watch', 'no certificate is good for that long: it fires always', 'widen'),
    ],
    TreatMissingData: idle('ACM publishes every day'),
    Statistic: [idle('one value a day is its own average, sum, least and most', 'switch'), never('required')],
  },
  called(/Expires/),
);

const allFunctions = 'Lambda publishes the metric over all functions as well';

const functions = about(
  alarm,
  {
    Dimensions: idle(allFunctions, 'delete', 'empty'),
    'Dimensions.#': [idle(allFunctions, 'delete'), never('a dimension has a name and a value', 'empty')],
  },
  called(/Watch(?:AppLinks|Accounts|Sessions|Transfers)(?:Errors|Slow|Throttles)[0-9A-F]{8}$/),
);

const guards = about(
  alarm,
  { Threshold: seen('watch', 'a thousand forged hops or tokens before anyone is told', 'widen') },
  called(/HopRefused|TokenRefused|(?:AppLinks|Accounts|Sessions|Transfers)Failed/),
);

const measures = [
  ...about(
    alarm,
    {
      TreatMissingData: [seen('watch', always, 'switch=breaching'), idle('whether a quiet time ends the alarm')],
      Threshold: [seen('watch', 'the metric cannot reach it: percent end at 100, and a request before that', 'widen')],
      Statistic: [idle('a share is low or high by any of them', 'switch'), never('required')],
    },
    called(limited),
  ),
  ...about(alarm, { 'Dimensions.1': idle('the metric of the API over all its stages', 'delete') }, called(ofApi)),
  // Every event counts 1, so only their sum can come to more.
  ...about(
    alarm,
    { Statistic: seen('watch', 'the metric cannot reach it', 'switch=Average', 'switch=Minimum', 'switch=Maximum') },
    called(several),
  ),
];

const everyAlarm = about(alarm, {
  AlarmActions: seen('watch', unheard),
  'AlarmActions.#': seen('watch', unheard),
  AlarmDescription: idle('a text for people'),
  AlarmName: [
    seen('watch', 'the topic takes notifications of alarms named after the environment only', 're-point'),
    never('an alarm has a name', 'empty'),
    idle('CloudFormation names it after its stack', 'delete'),
  ],
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
  Statistic: [idle('how single events are counted', 'switch'), never('required')],
  Threshold: [
    seen('watch', 'it fires always, so nobody looks', 'empty'),
    missed('thresholds', 'widen'),
    never('required'),
  ],
  TreatMissingData: [
    seen('watch', 'once fired it keeps firing while nothing happens, so the next time tells nobody', 'switch=ignore'),
    seen('watch', always, 'switch=breaching'),
    idle('a quiet time ends the alarm', 'switch=missing', 'delete'),
    never('not a way to treat missing data'),
  ],
});

export const alarms = [...removed, ...daily, ...expiry, ...functions, ...guards, ...measures, ...everyAlarm];
