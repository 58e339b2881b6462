import { setTimeout } from 'node:timers/promises';
import { LambdaError } from '../lambda/error';
import type { World } from '../types';
import { answerOf, IntegrationFailure, type Answer } from './answer';
import { internalError, Refusal, serviceUnavailable, tooLarge } from './refusal';
import type { RouteConfig } from './template-routes';

/** Calls the function behind a route. Throws IntegrationFailure where it gives no answer that a client can be given. */
export async function callFunction(world: World, route: RouteConfig, event: object): Promise<Answer> {
  return answerOf(await inTime(route.timeoutMs, world.lambda.invoke(route.functionArn, event).catch(translated)));
}

/** API Gateway stops waiting; the function goes on, as on AWS. */
async function inTime(limitMs: number, answer: Promise<unknown>): Promise<unknown> {
  const stop = new AbortController();
  const late = setTimeout(limitMs, undefined, { signal: stop.signal }).then(() => {
    throw new IntegrationFailure(serviceUnavailable, `no answer within ${limitMs} ms`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([answer, late]);
  } finally {
    stop.abort();
  }
}

function translated(error: unknown): never {
  if (error instanceof LambdaError && error.errorType === 'RequestEntityTooLargeException')
    throw new Refusal('gateway', 'event-too-large', tooLarge);
  throw new IntegrationFailure(internalError, error instanceof Error ? error.message : String(error));
}
