import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { jsonService, type Output } from './json';

/** Attributes as JavaScript has them. */
export type Item = Readonly<Record<string, unknown>>;

/** DynamoDB, with the fields of its API reference and attributes as JavaScript has them. */
export interface Dynamo {
  send(operation: 'GetItem' | 'UpdateItem' | 'TransactWriteItems', input: object): Promise<Output>;
  /** Every page of a Query or Scan. */
  pages(operation: 'Query' | 'Scan', input: object): Promise<Item[]>;
}

const service = {
  name: 'dynamodb',
  target: 'DynamoDB_20120810',
  version: '1.0',
  endpoint: 'AWS_ENDPOINT_URL_DYNAMODB',
  passing: /ProvisionedThroughputExceeded|RequestLimitExceeded|ThrottlingException|TransactionInProgress/,
} as const;

/** One request and its repetitions take no longer. */
const patience = (): AbortSignal => AbortSignal.timeout(10_000);

/** DynamoDB in a Region. */
export function dynamoIn(region: string): Dynamo {
  const call = jsonService(service, region);
  return {
    send: (operation, input) => call(operation, input, patience()),
    async pages(operation, input) {
      const items: Item[] = [];
      let from: unknown;
      do {
        const page = await call(operation, { ...input, ExclusiveStartKey: from }, patience());
        items.push(...((page['Items'] ?? []) as unknown[]).map(fromAttributes));
        from = page['LastEvaluatedKey'];
      } while (from !== undefined);
      return items;
    },
  };
}

export const toAttributes = (item: Item): object => marshall(item);
export const fromAttributes = (attributes: unknown): Item => unmarshall(attributes as Parameters<typeof unmarshall>[0]);
