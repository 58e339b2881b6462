import { setTimeout } from 'node:timers/promises';
import { LambdaError } from '../../lambda/error';
import type { World } from '../../types';
import type { Answer } from '../answer';
import { restAnswerOf } from './answer';
import { RestFailure, RestRefusal } from './refusal';
import type { Integration } from './template-integration';

type FunctionIntegration = Extract<Integration, { readonly kind: 'function' }>;

/** Calls the function behind a method. Throws RestFailure where it gives no answer that a client can be given. */
export async function callFunction(
  world: World,
  { functionArn, timeoutMs }: FunctionIntegration,
  event: object,
): Promise<Answer> {
  return restAnswerOf(await inTime(timeoutMs, world.lambda.invoke(functionArn, event).catch(translated)));
}

/** API Gateway stops waiting; the function goes on, as on AWS. */
async function inTime(limitMs: number, answer: Promise<unknown>): Promise<unknown> {
  const stop = new AbortController();
  const late = setTimeout(limitMs, undefined, { signal: stop.signal }).then(() => {
    throw new RestFailure('INTEGRATION_TIMEOUT', `no answer within ${limitMs} ms`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([answer, late]);
  } finally {
    stop.abort();
  }
}

/** An error of the function itself is a 502. */
function translated(error: unknown): never {
  if (error instanceof LambdaError && error.errorType === 'RequestEntityTooLargeException')
    throw new RestRefusal('gateway', 'event-too-large', 'REQUEST_TOO_LARGE');
  throw new RestFailure('DEFAULT_5XX', error instanceof Error ? error.message : String(error), 502);
}
