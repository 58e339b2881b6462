import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { routeKey, type Route } from '../../lambda/guard/routes';
import type { Config } from '../config';
import type { DataStack } from '../data/data-stack';
import type { Access } from './access';
import { HandlerFunction } from './handler-function';

export interface ServiceProps {
  readonly config: Config;
  /** The folder under `lambda/`. */
  readonly name: string;
  readonly rows: readonly Route[];
  readonly access: readonly Access[];
  readonly data: Pick<DataStack, 'tables' | 'key'>;
  /** What every guard needs to know; the names of its tables are added here. */
  readonly environment: Readonly<Record<string, string>>;
  /** Rights on something other than tables. */
  readonly statements?: readonly PolicyStatement[];
}

/** A service: one folder under `lambda/` and its rows of the route table, as one function with just the rights it uses. */
export class Service extends HandlerFunction {
  readonly rows: readonly Route[];

  constructor(scope: Construct, id: string, props: ServiceProps) {
    const { config, name, rows, access, data, environment, statements = [] } = props;
    const tables = Object.entries(data.tables).filter(([table]) => access.some(use => use.table === table));
    super(scope, id, {
      config,
      entry: name,
      description: `${config.prefix}: ${rows.map(routeKey).join(', ')}`,
      environment: {
        ...environment,
        POWERTOOLS_SERVICE_NAME: name,
        ...Object.fromEntries(tables.map(([table, { tableName }]) => [`${table.toUpperCase()}_TABLE`, tableName])),
      },
      // Under the 30 s after which API Gateway gives up, so that the caller hears of a slow table from us.
      timeout: Duration.seconds(10),
      memoryMb: 512,
      statements: [
        ...(access.length === 0 ? [] : [keyStatement(scope, data.key, access)]),
        ...access.map(use => tableStatement(data, use)),
        ...statements,
      ],
    });
    this.rows = rows;
  }
}

const tableStatement = (data: ServiceProps['data'], { table, index, actions }: Access): PolicyStatement => {
  const arn = data.tables[table]?.tableArn;
  if (arn === undefined) throw new Error(`lib/services/access.ts: ${table}: this profile has no such table`);
  return new PolicyStatement({
    actions: [...actions],
    resources: [index === undefined ? arn : `${arn}/index/${index}`],
  });
};

/** DynamoDB uses the table's key in the caller's name: through DynamoDB only, and for writing only where there are writes. */
function keyStatement(scope: Construct, key: IKey, access: readonly Access[]): PolicyStatement {
  const reads: Access['actions'] = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
  const writes = access.some(({ actions }) => actions.some(action => !reads.includes(action)));
  const { region, urlSuffix } = Stack.of(scope);
  return new PolicyStatement({
    actions: writes ? ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'] : ['kms:Decrypt'],
    resources: [key.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${region}.${urlSuffix}` } },
  });
}
