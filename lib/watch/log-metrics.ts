import { FilterPattern, MetricFilter, type IFilterPattern, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Ingress } from '../chain';

/** Answers of the API that no metric of API Gateway tells apart, by what they are called as metrics. */
export type LogMetric = 'Unauthorized' | 'Forbidden' | 'Throttled';

const status = (code: string): IFilterPattern => FilterPattern.stringValue('$.status', '=', code);

const patternsOf = (ingress: Ingress): Readonly<Record<LogMetric, IFilterPattern>> => ({
  Unauthorized: status('401'),
  // Behind the Regional API's stage the web ACL says 403 as well, and far more often; that log says of which kind an answer is.
  Forbidden: ingress === 'edge' ? status('403') : FilterPattern.stringValue('$.responseType', '=', 'ACCESS_DENIED'),
  Throttled: status('429'),
});

export interface LogMetricsProps {
  readonly ingress: Ingress;
  /** The API's access log: one JSON object a request, with `status` as a string. */
  readonly accessLog: ILogGroup;
  readonly namespace: string;
}

/** Counts answers out of the access log. */
export class LogMetrics extends Construct {
  constructor(scope: Construct, id: string, { ingress, accessLog, namespace }: LogMetricsProps) {
    super(scope, id);
    for (const [metricName, filterPattern] of Object.entries(patternsOf(ingress)))
      new MetricFilter(this, metricName, {
        logGroup: accessLog,
        filterPattern,
        metricNamespace: namespace,
        metricName,
        metricValue: '1',
      });
  }
}
