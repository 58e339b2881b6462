import { validateHeaderName, validateHeaderValue } from 'node:http';
import * as z from 'zod';
import type { Answer } from '../answer';
import { RestFailure } from './refusal';

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const schema = z.object({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), scalar).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(scalar)).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/** API Gateway writes these itself; what a function says under their names arrives as `x-amzn-remapped-…` (developer guide, "Important notes"). */
const remapped = ['connection', 'content-length', 'date', 'server', 'transfer-encoding', 'upgrade', 'www-authenticate'];

/** Reads what a function returned. Unlike an HTTP API, a REST API infers nothing: any other form is the function's error, a 502. */
export function restAnswerOf(returned: unknown): Answer {
  const { success, data } = schema.safeParse(returned);
  if (!success) throw malformed('the function returned no answer of format 1.0');
  // Without binaryMediaTypes a body that is marked as Base64 goes out as it is written.
  const body = Buffer.from(data.body ?? '', 'utf8');
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(data.headers ?? {})) headers[outward(name)] = value;
  for (const [name, values] of Object.entries(data.multiValueHeaders ?? {})) headers[outward(name)] = values;
  headers['content-type'] ??= 'application/json';
  try {
    // A line break in a value would begin a header, or an answer, of the caller's choosing.
    for (const [name, values] of Object.entries(headers)) {
      validateHeaderName(name);
      for (const value of [values].flat()) validateHeaderValue(name, value);
    }
  } catch {
    throw malformed('the function returned a header that HTTP does not take');
  }
  return { status: data.statusCode, headers, body };
}

const outward = (name: string): string => {
  const lower = name.toLowerCase();
  return remapped.includes(lower) ? `x-amzn-remapped-${lower}` : lower;
};

const malformed = (message: string): RestFailure => new RestFailure('DEFAULT_5XX', message, 502);
