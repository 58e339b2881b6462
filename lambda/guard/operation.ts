import * as z from 'zod';
import type { Caller, Reply } from './call';

interface Parts<P extends z.ZodObject, Q extends z.ZodObject, H extends z.ZodObject, B extends z.ZodType> {
  readonly path: P;
  readonly query: Q;
  /** The headers the operation reads. Others are normal in HTTP, so they are dropped rather than refused. */
  readonly headers: H;
  readonly body: B;
}

const nothing = z.strictObject({});
const noHeaders = z.object({});
const noBody = z.undefined().describe('no body');

/** The input of an operation, in the places a request has. A part left out takes nothing at all. */
export const input = <
  P extends z.ZodObject = typeof nothing,
  Q extends z.ZodObject = typeof nothing,
  H extends z.ZodObject = typeof noHeaders,
  B extends z.ZodType = typeof noBody,
>(
  parts: Partial<Parts<P, Q, H, B>>,
) =>
  z.strictObject({
    path: parts.path ?? nothing,
    query: parts.query ?? nothing,
    headers: parts.headers ?? noHeaders,
    body: parts.body ?? noBody,
  } as Parts<P, Q, H, B>);

/** What a route does: a schema of all it takes, and the one function it calls. */
export interface Operation {
  readonly input: z.ZodObject;
  run(input: unknown, caller: Caller): Promise<Reply>;
}

/** Ties the two together, so that `run` sees the type that its schema makes. */
export const operation = <I extends z.ZodObject>(
  input: I,
  run: (input: z.output<I>, caller: Caller) => Promise<Reply>,
): Operation => ({
  input,
  // The schema stage parsed exactly this operation's input.
  run: (parsed, caller) => run(parsed as z.output<I>, caller),
});

/** Says in words what a schema takes; a refusal repeats it. */
export const takes = <T extends z.ZodType>(words: string, schema: T): T => schema.describe(words);
