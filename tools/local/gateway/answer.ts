import { validateHeaderName, validateHeaderValue } from 'node:http';
import * as z from 'zod';
import { internalError, type RefusalAnswer } from './refusal';

/** What goes back to the client. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const schema = z.object({
  statusCode: z.coerce.number().int().min(200).max(599),
  headers: z.record(z.string(), scalar).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/** Headers of one connection only (RFC 9110, section 7.6.1), and the length, which is ours to say. */
const connectionHeaders = [
  'connection',
  'content-length',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** Reads what a function returned, in format 2.0. An answer that cannot be read is an error of the function. */
export function answerOf(returned: unknown): Answer {
  if (!isObject(returned) || !('statusCode' in returned)) return inferred(returned);
  const { success, data } = schema.safeParse(returned);
  if (!success) throw unreadable('the function returned no answer of format 2.0');
  const body = Buffer.from(data.body ?? '', data.isBase64Encoded === true ? 'base64' : 'utf8');
  const headers = headersOf(data.headers ?? {}, data.cookies ?? []);
  if (body.length > 0) headers['content-type'] ??= 'text/plain;charset=utf-8';
  return { status: data.statusCode, headers, body };
}

function headersOf(given: Readonly<Record<string, string>>, cookies: string[]): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(given))
    if (!connectionHeaders.includes(name.toLowerCase())) headers[name.toLowerCase()] = value;
  if (cookies.length > 0) headers['set-cookie'] = cookies;
  try {
    // A line break in a value would begin a header, or an answer, of the caller's choosing.
    for (const [name, values] of Object.entries(headers)) {
      validateHeaderName(name);
      for (const value of [values].flat()) validateHeaderValue(name, value);
    }
  } catch {
    throw unreadable('the function returned a header that HTTP does not take');
  }
  return headers;
}

const unreadable = (message: string): IntegrationFailure => new IntegrationFailure(internalError, message);

/** Anything without a status code is the body of a 200, in JSON; text is taken as JSON already. */
function inferred(returned: unknown): Answer {
  const text = typeof returned === 'string' ? returned : JSON.stringify(returned);
  return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(text ?? 'null') };
}

/** The function's fault: no layer stopped the request. The message is for the log, the answer for the client. */
export class IntegrationFailure extends Error {
  override readonly name = 'IntegrationFailure';
  readonly answer: RefusalAnswer;

  constructor(answer: RefusalAnswer, message: string) {
    super(message);
    this.answer = answer;
  }
}

/** A message of API Gateway's own. */
export const told = ({ status, told: message, headers = {} }: RefusalAnswer): Answer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: Buffer.from(JSON.stringify({ message })),
});

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
