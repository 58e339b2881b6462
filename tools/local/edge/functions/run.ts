import type * as z from 'zod';
import { header, type Headers } from '../../waf/request';
import {
  eventOf,
  eventRequest,
  eventResponse,
  partsOf,
  requestSchema,
  responseBody,
  responseHeaders,
  responseSchema,
  type Circumstances,
  type Parts,
} from './event';
import type { EdgeFunction } from './runtime';
import { FunctionError } from './thread';

export interface Produced {
  readonly status: number;
  readonly headers: Headers;
  /** Absent: the origin's own body stays. */
  readonly body?: Buffer;
}

/** Runs a viewer-request function: it passes a request on, or answers itself. Rejects with FunctionError. */
export async function onViewerRequest(
  function_: EdgeFunction,
  circumstances: Circumstances,
  request: Parts,
): Promise<{ readonly request: Parts } | { readonly response: Produced }> {
  const returned = await function_.run(eventOf('viewer-request', circumstances, eventRequest(request)));
  if (typeof returned === 'object' && returned !== null && 'statusCode' in returned)
    return { response: { body: Buffer.alloc(0), ...produced(function_, returned) } };
  const changed = partsOf(valid(function_, requestSchema, returned), request);
  refuseChanges(function_, readOnly.request, request.headers, changed.headers);
  return { request: changed };
}

/** Runs a viewer-response function. Rejects with FunctionError. */
export async function onViewerResponse(
  function_: EdgeFunction,
  circumstances: Circumstances,
  request: Parts,
  response: Produced,
): Promise<Produced> {
  const event = eventOf(
    'viewer-response',
    circumstances,
    eventRequest(request),
    eventResponse(response.status, response.headers),
  );
  const changed = produced(function_, await function_.run(event));
  refuseChanges(function_, readOnly.response, response.headers, changed.headers);
  return changed;
}

function produced(function_: EdgeFunction, returned: unknown): Produced {
  const response = valid(function_, responseSchema, returned);
  const body = responseBody(response);
  return { status: response.statusCode, headers: responseHeaders(response), ...(body === undefined ? {} : { body }) };
}

function valid<S extends z.ZodType>(function_: EdgeFunction, schema: S, returned: unknown): z.output<S> {
  const result = schema.safeParse(returned);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new FunctionError(`${function_.name}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
}

/** Headers a function sees and may not change: CloudFront developer guide, "Restrictions on edge functions". */
const readOnly = {
  request: ['content-length', 'host', 'transfer-encoding', 'via'],
  response: ['transfer-encoding', 'via', 'warning'],
};

function refuseChanges(function_: EdgeFunction, names: readonly string[], before: Headers, after: Headers): void {
  for (const name of names)
    if (header(before, name) !== header(after, name))
      throw new FunctionError(`${function_.name}: changed the read-only header ${name}`);
}
