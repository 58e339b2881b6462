import { ofType, type Template } from '../../assembly';

/** Reading the alarms of a template. */

export interface Alarm {
  AlarmName: string;
  Namespace: string;
  MetricName: string;
  Dimensions?: { Name: string; Value: unknown }[];
  Statistic?: string;
  ExtendedStatistic?: string;
  Period: number;
  EvaluationPeriods: number;
  TreatMissingData: string;
  AlarmActions?: unknown[];
  AlarmDescription: string;
}

interface MathAlarm {
  Metrics?: { MetricStat?: { Metric: Pick<Alarm, 'Namespace' | 'MetricName' | 'Dimensions'>; Period: number } }[];
}

/** One of several metrics counts as one alarm for each. */
export const alarmsOf = (from: Template): Alarm[] =>
  ofType(from, 'AWS::CloudWatch::Alarm').flatMap(({ Properties }) => {
    const alarm = Properties as unknown as Alarm & MathAlarm;
    if (alarm.Metrics === undefined) return [alarm];
    return alarm.Metrics.flatMap(({ MetricStat }) =>
      MetricStat === undefined ? [] : [{ ...alarm, ...MetricStat.Metric, Period: MetricStat.Period }],
    );
  });
export const named = (from: Template, id: string): Alarm | undefined =>
  alarmsOf(from).find(({ AlarmName }) => AlarmName.endsWith(`-${id}`));
export const dimensionsOf = (alarm: Alarm | undefined): Record<string, unknown> =>
  Object.fromEntries((alarm?.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]));
