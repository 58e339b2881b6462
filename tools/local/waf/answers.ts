import * as z from 'zod';
import { LocalError } from '../types';

/** What a blocked client is sent; without a body the edge shows its own error page. */
export interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body?: string;
}

export const customResponse = z.strictObject({
  ResponseCode: z.int().min(200).max(599),
  CustomResponseBodyKey: z.string().optional(),
  ResponseHeaders: z.array(z.strictObject({ Name: z.string(), Value: z.string() })).default([]),
});

const contentTypes = {
  APPLICATION_JSON: 'application/json',
  TEXT_HTML: 'text/html',
  TEXT_PLAIN: 'text/plain',
} as const;

export const customBodies = z
  .record(
    z.string(),
    z.strictObject({ Content: z.string(), ContentType: z.enum(['APPLICATION_JSON', 'TEXT_HTML', 'TEXT_PLAIN']) }),
  )
  .default({});

/** Puts a Block action's custom response together once. */
export function compileBlock(
  response: z.output<typeof customResponse> | undefined,
  bodies: z.output<typeof customBodies>,
  where: string,
): Answer {
  if (response === undefined) return { status: 403, headers: [] };
  const { ResponseCode, CustomResponseBodyKey: key } = response;
  const headers = response.ResponseHeaders.map(({ Name, Value }) => [Name.toLowerCase(), Value] as const);
  if (key === undefined) return { status: ResponseCode, headers, body: '' };
  const body = bodies[key];
  if (body === undefined)
    throw new LocalError(
      `${where}: got CustomResponseBodyKey ${key}, takes one of CustomResponseBodies: ${Object.keys(bodies).join(', ') || 'there are none'}`,
    );
  return {
    status: ResponseCode,
    headers: [...headers, ['content-type', contentTypes[body.ContentType]]],
    body: body.Content,
  };
}
