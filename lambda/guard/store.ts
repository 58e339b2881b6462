import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { unavailable } from './problem';

const busy = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TransactionInProgressException',
]);

/**
 * The DynamoDB client of a service. The SDK retries nothing: a write whose answer got lost must be decided by the code
 * that knows how to make it once, and a read that fails is refused now rather than answered after the caller gave up.
 * @param patience How long the store may stay silent, in milliseconds; several such waits fit into a function's timeout.
 */
export const documentClient = (patience = 1_500): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(
    new DynamoDBClient({
      maxAttempts: 1,
      requestHandler: {
        connectionTimeout: patience / 3,
        requestTimeout: patience,
        // Without this the SDK only warns; and it stops counting once headers have come, so the socket counts as well.
        throwOnRequestTimeout: true,
        socketTimeout: patience,
      },
    }),
  );

/**
 * Asks the store. A store that is down, silent or throttling is a 503; a request that the store calls wrong (no such
 * table, no permission) is a fault of ours and passes through as it is.
 */
export async function ask<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw refusalOf(error);
  }
}

/** What to throw for an error of the store. */
export const refusalOf = (error: unknown): unknown =>
  isOurFault(error) ? error : unavailable('store_unavailable', error);

const isOurFault = (error: unknown): boolean =>
  error instanceof Error && '$fault' in error && error.$fault === 'client' && !busy.has(error.name);
