import * as z from 'zod';
import type { Request } from './call';

const texts = z.record(z.string(), z.string());

// Payload 2.0 of an HTTP API. Format 1.0 carries the certificate elsewhere, so it must not pass for a call without one.
const httpApiEvent = z.object({
  version: z.literal('2.0'),
  routeKey: z.string(),
  headers: texts,
  pathParameters: texts.nullish(),
  queryStringParameters: texts.nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean(),
  requestContext: z.object({
    requestId: z.string(),
    authentication: z.object({ clientCert: z.object({ clientCertPem: z.string() }).nullish() }).nullish(),
  }),
});

/** Reads the event of an HTTP API. Throws ZodError for anything else: no caller can bring that about. */
export function readRequest(event: unknown): Request {
  const { requestContext, ...read } = httpApiEvent.parse(event);
  return {
    id: requestContext.requestId,
    edgeId: read.headers['x-amz-cf-id']?.slice(0, 128),
    routeKey: read.routeKey,
    clientCertificate: requestContext.authentication?.clientCert?.clientCertPem,
    headers: read.headers,
    path: read.pathParameters ?? {},
    query: read.queryStringParameters ?? {},
    body: read.body ?? undefined,
    bodyIsBase64: read.isBase64Encoded,
  };
}
