import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { unavailable } from './problem';

/** How long one request to the store may take, connection included. Several still end well before the function does. */
const patience = 1_500;

const busy = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TransactionInProgressException',
]);

/**
 * The DynamoDB client of a service. The SDK retries nothing: a write whose answer got lost must be decided by the code
 * that knows how to make it once, and a read that fails is refused now rather than answered after the caller gave up.
 */
export const documentClient = (): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(
    new DynamoDBClient({ maxAttempts: 1, requestHandler: { connectionTimeout: 500, requestTimeout: patience } }),
  );

/**
 * Asks the store, for a bounded time. A store that is down, silent or throttling is a 503; a request that the store calls
 * wrong (no such table, no permission) is a fault of ours and passes through as it is.
 */
export async function ask<T>(request: (options: { readonly abortSignal: AbortSignal }) => Promise<T>): Promise<T> {
  try {
    return await request({ abortSignal: AbortSignal.timeout(patience) });
  } catch (error) {
    if (isOurFault(error)) throw error;
    throw unavailable('store_unavailable', error);
  }
}

const isOurFault = (error: unknown): boolean =>
  error instanceof Error && '$fault' in error && error.$fault === 'client' && !busy.has(error.name);
