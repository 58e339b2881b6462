import { missing, pascal, type AlarmSpec } from './alarm';

export interface WatchedTable {
  /** What the code calls it: `accounts`. */
  readonly name: string;
  readonly tableName: string;
  /** What is called on it, as DynamoDB names it: `GetItem`, `TransactWriteItems`. */
  readonly operations: readonly string[];
}

/** The alarms of one table: DynamoDB counts throttled requests per operation, and a table alone is no such metric. */
export const tableAlarms = ({ name, tableName, operations }: WatchedTable): readonly AlarmSpec[] =>
  operations.map(operation => ({
    id: `${pascal(name)}${operation}Throttles`,
    layer: 'service',
    means: `DynamoDB throttled ${operation} on ${name}. Look for one hot key before raising anything.`,
    metric: {
      namespace: 'AWS/DynamoDB',
      metricName: 'ThrottledRequests',
      dimensionsMap: { TableName: tableName, Operation: operation },
      statistic: 'Sum',
    },
    fires: { from: 1 },
    missing: missing.isQuiet,
  }));
