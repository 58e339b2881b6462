import * as z from 'zod';

/** What a route takes and what it answers: the one source of parsing, of types and of docs/openapi.json. */
export interface Contract<I extends z.ZodObject = z.ZodObject, B extends z.ZodType = z.ZodType> {
  /** For the document: what the route does, in a line. */
  readonly summary: string;
  /** Path, query, headers and body. */
  readonly input: I;
  readonly answer: Answered<B>;
  /** Codes of the problems that the operation itself answers, by status. What every route can answer is not repeated. */
  readonly problems: Readonly<Record<number, readonly string[]>>;
  /** For the document, and where its fuzzer starts from: a request that is taken, and its answer. */
  readonly example: { readonly input: Partial<z.input<I>>; readonly answer: z.output<B> };
}

interface Answered<B extends z.ZodType> {
  readonly status: 200 | 201 | 204;
  readonly description: string;
  /** Only what this names leaves: a field that it does not know is dropped. */
  readonly body: B;
  /** Headers beyond those of every answer, by lower-case name, each with what it says. */
  readonly headers?: Readonly<Record<string, string>>;
}

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

/** Ties the parts together, so that an operation sees the types that its schemas make. */
export const contract = <I extends z.ZodObject, B extends z.ZodType>(of: Contract<I, B>): Contract<I, B> => of;

/** Says in words what a schema takes; a refusal repeats it. */
export const takes = <T extends z.ZodType>(words: string, schema: T): T => schema.describe(words);
