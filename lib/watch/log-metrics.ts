import { FilterPattern, MetricFilter, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** Statuses of the API that no metric of API Gateway tells apart, and what they are called as metrics. */
export const statusMetrics = { '401': 'Unauthorized', '403': 'Forbidden', '429': 'Throttled' } as const;

export interface LogMetricsProps {
  /** The API's access log: one JSON object a request, with `status` as a string. */
  readonly accessLog: ILogGroup;
  readonly namespace: string;
}

/** Counts statuses out of the access log. */
export class LogMetrics extends Construct {
  constructor(scope: Construct, id: string, { accessLog, namespace }: LogMetricsProps) {
    super(scope, id);
    for (const [status, metricName] of Object.entries(statusMetrics))
      new MetricFilter(this, metricName, {
        logGroup: accessLog,
        filterPattern: FilterPattern.stringValue('$.status', '=', status),
        metricNamespace: namespace,
        metricName,
        metricValue: '1',
      });
  }
}
