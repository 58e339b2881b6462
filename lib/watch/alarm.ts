import {
  Alarm,
  ComparisonOperator,
  MathExpression,
  Metric,
  TreatMissingData,
  type IMetric,
  type MetricProps,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { LayerName } from '../chain';

/** One alarm. Namespace, metric and dimensions must be exactly what AWS publishes: a wrong one is an alarm that never fires. */
export interface AlarmSpec {
  readonly id: string;
  /** The layer it watches. */
  readonly layer: LayerName;
  /** For the person on call: what has happened, and where to look first. */
  readonly means: string;
  readonly metric: MetricProps & { readonly statistic: string };
  /** Where one metric does not say it: what is made of several, over the period of `metric`. */
  readonly math?: { readonly expression: string; readonly using: Readonly<Record<string, MetricProps>> };
  /** Fires at this value and above, or below it. */
  readonly fires: { readonly from: number } | { readonly below: number };
  /** How many periods in a row; absent: one. */
  readonly periods?: number;
  readonly missing: Missing;
}

/** What absent data means. CloudWatch's own default calls it neither good nor bad, and would decide nothing. */
export const missing = {
  /** A counter of bad events publishes nothing while there are none. */
  isQuiet: TreatMissingData.NOT_BREACHING,
  /** ACM falls silent about a certificate that has expired; its alarm must not clear because of that. */
  keepsState: TreatMissingData.IGNORE,
  /** What reports its success all the time has failed when it says nothing. */
  isBad: TreatMissingData.BREACHING,
} as const;

type Missing = (typeof missing)[keyof typeof missing];

/** Makes the alarm, named `<prefix>-<layer>-<id>`, and tells the topic. */
export function alarm(scope: Construct, spec: AlarmSpec, { prefix, topic }: { prefix: string; topic: ITopic }): Alarm {
  const { id, layer, means, fires, periods = 1 } = spec;
  const made = new Alarm(scope, id, {
    alarmName: `${prefix}-${layer}-${id}`,
    alarmDescription: `${layer}: ${means}`,
    metric: metricOf(spec),
    ...('from' in fires
      ? { threshold: fires.from, comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD }
      : { threshold: fires.below, comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD }),
    evaluationPeriods: periods,
    treatMissingData: spec.missing,
  });
  made.addAlarmAction(new SnsAction(topic));
  return made;
}

function metricOf({ metric, math }: AlarmSpec): IMetric {
  const period = metric.period ?? Duration.minutes(5);
  if (math === undefined) return new Metric({ ...metric, period });
  return new MathExpression({
    expression: math.expression,
    period,
    usingMetrics: Object.fromEntries(Object.entries(math.using).map(([name, props]) => [name, new Metric(props)])),
  });
}

/** ACM publishes twice a day, so a shorter period than a day would mostly see nothing. */
export const daysToExpiry = (certificateArn: string): AlarmSpec['metric'] => ({
  namespace: 'AWS/CertificateManager',
  metricName: 'DaysToExpiry',
  dimensionsMap: { CertificateArn: certificateArn },
  statistic: 'Minimum',
  period: Duration.days(1),
});

/** Of every Region's topic: an alarm nobody receives is silence. Other recipients of the topic may still get this one. */
export const notDelivered = (where: 'Edge' | 'Home', topicName: string): AlarmSpec => ({
  // Home may be us-east-1 too, and a name is used once in a Region.
  id: `${where}NotDelivered`,
  layer: 'watch',
  means: 'SNS could not deliver an alarm to a recipient. Look at the subscriptions of the topic.',
  metric: {
    namespace: 'AWS/SNS',
    metricName: 'NumberOfNotificationsFailed',
    dimensionsMap: { TopicName: topicName },
    statistic: 'Sum',
  },
  fires: { from: 1 },
  missing: missing.isQuiet,
});

/** The name of a service or table as the beginning of an alarm's id. */
export const pascal = (name: string): string =>
  name.replaceAll(/(?:^|-)(\w)/g, (_all, first: string) => first.toUpperCase());
