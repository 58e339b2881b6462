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

export const alarmsOf = (from: Template): Alarm[] =>
  ofType(from, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties as unknown as Alarm);
export const named = (from: Template, id: string): Alarm | undefined =>
  alarmsOf(from).find(({ AlarmName }) => AlarmName.endsWith(`-${id}`));
export const dimensionsOf = (alarm: Alarm | undefined): Record<string, unknown> =>
  Object.fromEntries((alarm?.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]));
