import type { Json } from '../json';
import { unknownIn } from '../marks';
import type { Context } from '../rule';
import { asText } from '../values';
import { numberOf, type Alarm, type Watched } from './alarms';
import { metricProblem, type Problem } from './metric-problem';
import { mostElsewhere, mostPerSecond, type MetricFacts } from './metrics';

const up = new Set(['GreaterThanOrEqualToThreshold', 'GreaterThanThreshold']);
const down = new Set(['LessThanOrEqualToThreshold', 'LessThanThreshold']);
const band = new Set([
  'GreaterThanUpperThreshold',
  'LessThanLowerOrGreaterThanUpperThreshold',
  'LessThanLowerThreshold',
]);

/** Why an alarm never tells what it is for, or cannot be seen to. Undefined: it can fire. */
export function firingProblem(alarm: Alarm, context: Context): Problem | undefined {
  const reason = unknownIn({ ...alarm.properties, AlarmActions: null, AlarmDescription: null });
  if (reason !== undefined) return { property: undefined, status: 'unproven', says: reason };
  if (alarm.watched.length === 0) return bad('MetricName', 'it looks at no metric');
  for (const watched of alarm.watched) {
    const judged = metricProblem(watched, context);
    if ('problem' in judged) return judged.problem;
    if (alarm.expression) continue;
    const problem = timing(alarm, watched) ?? threshold(alarm, watched, judged.facts);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

const bad = (property: string, says: string): Problem => ({ property, status: 'weak', says });

/** CloudWatch refuses, or never evaluates, what does not fit together. */
function timing({ properties }: Alarm, { period, statistic, namespace }: Watched): Problem | undefined {
  const periods = numberOf(properties['EvaluationPeriods']);
  const datapoints = numberOf(properties['DatapointsToAlarm']) ?? periods;
  if (
    statistic === undefined ||
    !/^(?:Sum|Average|Minimum|Maximum|SampleCount|IQM|(?:p|tm|wm|tc|ts)\d+(?:\.\d+)?|(?:TM|WM|TC|TS|PR)\(.+\))$/.test(
      statistic,
    )
  )
    return bad('Statistic', `${statistic ?? 'nothing'} is no statistic`);
  if (period === undefined || period <= 0 || (period % 60 !== 0 && ![10, 20, 30].includes(period)))
    return bad('Period', 'a period is 10, 20, 30 or a multiple of 60 seconds');
  if (period < 60 && namespace?.startsWith('AWS/') === true)
    return bad('Period', 'AWS publishes once a minute at most');
  if (periods === undefined || periods < 1 || !Number.isInteger(periods))
    return bad('EvaluationPeriods', 'it evaluates no period');
  if (datapoints === undefined || datapoints < 1 || datapoints > periods)
    return bad('DatapointsToAlarm', `it wants ${datapoints ?? 0} datapoints of ${periods}`);
  return period * periods > (period >= 3_600 ? 604_800 : 86_400)
    ? bad('EvaluationPeriods', 'it looks back further than CloudWatch does')
    : undefined;
}

function threshold({ properties }: Alarm, watched: Watched, facts: MetricFacts | undefined): Problem | undefined {
  const operator = asText(properties['ComparisonOperator']);
  if (band.has(operator)) return undefined;
  if (!up.has(operator) && !down.has(operator)) return bad('ComparisonOperator', `${operator} compares nothing`);
  const value = numberOf(properties['Threshold']);
  if (value === undefined) return bad('Threshold', 'it has no threshold');
  const missing = asText(properties['TreatMissingData'] ?? 'missing');
  if (!['breaching', 'notBreaching', 'ignore', 'missing'].includes(missing))
    return bad('TreatMissingData', `${missing} is no way to treat missing data`);
  if (facts?.wrong === undefined) return undefined;
  if (
    facts.wrong === 'up' &&
    (watched.period ?? 0) * (numberOf(properties['DatapointsToAlarm'] ?? properties['EvaluationPeriods']) ?? 1) >
      tooSlow
  )
    return bad('Period', 'it takes longer than a day to tell');
  const rises = up.has(operator);
  if (rises !== (facts.wrong === 'up'))
    return bad(
      'ComparisonOperator',
      `it fires while ${watched.name ?? ''} is as it should be, and is silent when it is not`,
    );
  return reach(operator, value, watched, facts, properties) ?? silence(missing, facts);
}

/** Whether the metric can come to the threshold at all, and does not always. */
function reach(
  operator: string,
  value: number,
  { namespace = '', statistic = '', period = 60, name = '' }: Watched,
  facts: MetricFacts,
  properties: Readonly<Record<string, Json>>,
): Problem | undefined {
  if (facts.wrong === 'down') {
    if (value <= 0) return bad('Threshold', `${name} never falls below 0`);
    return value > longestLife ? bad('Threshold', 'it stands in alarm from the first day') : undefined;
  }
  const orEqual = operator === 'GreaterThanOrEqualToThreshold';
  if (value < 0 || (orEqual && value === 0)) return bad('Threshold', 'it fires whatever happens');
  const most = mostOf(facts, statistic, period, namespace);
  return most === undefined || (orEqual ? value <= most : value < most)
    ? undefined
    : bad(
        'Threshold',
        `${name} (${asText(properties['Statistic'] ?? properties['ExtendedStatistic'])}) never comes to ${value}`,
      );
}

function mostOf(
  { scale, most }: MetricFacts,
  statistic: string,
  period: number,
  namespace: string,
): number | undefined {
  const counts = statistic === 'Sum' || statistic === 'SampleCount';
  if (scale === 'percent' && !counts) return 100;
  if (scale === 'one') return counts ? (mostPerSecond[namespace] ?? mostElsewhere) * period : 1;
  return counts ? undefined : most;
}

/** Days that a public certificate lives at most. */
const longestLife = 397;

/** Longer than a day is not an alarm but a report. */
const tooSlow = 86_400;

/** What has no data while nothing is wrong must not count as an alarm, nor keep an old one. */
function silence(missing: string, { scale, wrong }: MetricFacts): Problem | undefined {
  if (wrong !== 'up') return undefined;
  if (missing === 'breaching')
    return bad('TreatMissingData', 'it stands in alarm while nothing happens, and cannot tell more');
  return missing === 'ignore' && scale === 'one'
    ? bad('TreatMissingData', 'once it has fired it stays in alarm, and does not tell the next time')
    : undefined;
}
