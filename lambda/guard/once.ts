import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  IdempotencyAlreadyInProgressError,
  IdempotencyConfig,
  IdempotencyInconsistentStateError,
  IdempotencyPersistenceLayerError,
  makeIdempotent,
} from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { Context } from 'aws-lambda';
import type { Reply } from './call';
import { Problem, unavailable } from './problem';
import { refusalOf } from './store';

/** What makes two requests the same one. */
export interface Repeatable {
  readonly sub: string;
  readonly clientId: string;
  readonly route: string;
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** The client's own name for what it wants once; with another one, the same body is another request. */
  readonly key: string | undefined;
  readonly body: string | undefined;
}

export interface OnceStore {
  /**
   * Does the work, or gives the answer of when it was done before, marked as replayed. While the same work is going on
   * elsewhere, a 409; where the record cannot be written beforehand, a 503 and no work.
   * @param remainingMs After this the work is certainly over: should it have crashed, it may be done again then.
   */
  run(request: Repeatable, remainingMs: number, work: () => Promise<Reply>): Promise<Reply>;
}

/** How long an answer is kept for whoever asks again. */
const keptSeconds = 3_600;

/** Records of what was done, in DynamoDB, by Powertools. */
export function onceStore(client: DynamoDBDocumentClient, tableName: string): OnceStore {
  const persistenceStore = new DynamoDBPersistenceLayer({
    tableName,
    awsSdkV3Client: client,
  });
  return {
    async run(request, remainingMs, work) {
      const config = new IdempotencyConfig({
        hashFunction: 'sha256',
        expiresAfterSeconds: keptSeconds,
        throwOnNoIdempotencyKey: true,
        lambdaContext: { getRemainingTimeInMillis: () => remainingMs } as Context,
      });
      // POWERTOOLS_IDEMPOTENCY_DISABLED would run the work as often as it is asked for.
      if (!config.isEnabled()) throw new Error('once: an environment variable turns Powertools idempotency off');
      let done: Reply | undefined;
      const once = makeIdempotent(async (_request: Repeatable) => JSON.stringify((done = await work())), {
        persistenceStore,
        config,
        keyPrefix: 'guard',
      });
      const text = await once(request).catch((error: unknown) => {
        throw problemOf(error);
      });
      return done ?? { ...(JSON.parse(text) as Reply), replayed: true };
    },
  };
}

/** What to throw for what Powertools throws of its own; what the work threw passes through as it is. */
function problemOf(error: unknown): unknown {
  if (error instanceof IdempotencyAlreadyInProgressError)
    return new Problem({
      status: 409,
      code: 'request_in_progress',
      detail: 'The same request is being served. Send it again in a moment for its answer.',
      headers: { 'retry-after': '1' },
    });
  if (error instanceof IdempotencyPersistenceLayerError) return refusalOf(error.cause);
  if (error instanceof IdempotencyInconsistentStateError) return unavailable('store_unavailable', error);
  return error;
}
