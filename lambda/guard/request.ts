import * as z from 'zod';
import type { Request } from './call';
import type { Ingress } from './routes';

/** As z.record takes it, without an object for the name and another for the value of each header. */
const texts = z.custom<Readonly<Record<string, string>>>(
  value =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every(text => typeof text === 'string'),
);
const lists = z.record(z.string(), z.array(z.string()));
const clientCert = z.object({ clientCertPem: z.string() }).nullish();

/** Payload 2.0, of an HTTP API. Header names are in lower case, and what was sent twice is joined with a comma. */
const payload2 = z.object({
  version: z.literal('2.0'),
  routeKey: z.string(),
  headers: texts,
  pathParameters: texts.nullish(),
  queryStringParameters: texts.nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean(),
  requestContext: z.object({ requestId: z.string(), authentication: z.object({ clientCert }).nullish() }),
});

/**
 * Payload 1.0, of a REST API (and of an HTTP API that asks for it). Of the two sets of headers only the lists are read: in the
 * other one the last of two values silently wins.
 */
const payload1 = z.object({
  version: z.literal('1.0').optional(),
  resource: z.string(),
  httpMethod: z.string(),
  multiValueHeaders: lists.nullable(),
  multiValueQueryStringParameters: lists.nullable(),
  pathParameters: texts.nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean(),
  requestContext: z.object({ requestId: z.string(), identity: z.object({ clientCert }) }),
});

const event = z.union([payload2, payload1]);

/**
 * Reads the event of an HTTP API or a REST API. Only behind an edge is there an id of the edge: CloudFront writes it over
 * whatever the client sent. Throws ZodError for anything else: no caller can bring that about.
 */
export function readRequest(value: unknown, ingress: Ingress): Request {
  const read = event.parse(value);
  const request = 'routeKey' in read ? ofPayload2(read) : ofPayload1(read);
  const { requestId } = read.requestContext;
  const edgeId = ingress === 'edge' ? idOf(request.headers['x-amz-cf-id']) : undefined;
  return {
    ...request,
    id: requestId,
    edgeId,
    correlationId: edgeId ?? requestId,
    path: read.pathParameters ?? {},
    body: read.body ?? undefined,
    bodyIsBase64: read.isBase64Encoded,
  };
}

type Differing = Pick<Request, 'routeKey' | 'clientCertificate' | 'headers' | 'query'>;

const ofPayload2 = ({
  routeKey,
  headers,
  queryStringParameters,
  requestContext,
}: z.output<typeof payload2>): Differing => ({
  routeKey,
  clientCertificate: requestContext.authentication?.clientCert?.clientCertPem,
  headers,
  query: queryStringParameters ?? {},
});

const ofPayload1 = (read: z.output<typeof payload1>): Differing => ({
  routeKey: `${read.httpMethod} ${read.resource}`,
  clientCertificate: read.requestContext.identity.clientCert?.clientCertPem,
  headers: joined(read.multiValueHeaders ?? {}, name => name.toLowerCase()),
  query: joined(read.multiValueQueryStringParameters ?? {}, name => name),
});

/**
 * What was sent twice becomes one text with a comma in it, as in payload 2.0: `Authorization` and `authorization` too. No
 * token, thumbprint or number has a comma, so nothing that was sent twice passes for one of them.
 */
function joined(
  values: Readonly<Record<string, readonly string[]>>,
  nameOf: (name: string) => string,
): Record<string, string> {
  const result = new Map<string, string[]>();
  for (const [name, list] of Object.entries(values)) {
    const key = nameOf(name);
    result.set(key, [...(result.get(key) ?? []), ...list]);
  }
  return Object.fromEntries([...result].map(([name, list]) => [name, list.join(',')]));
}

/** CloudFront's ids are base64 with = at the end; anything else would be a line that someone else writes into our log. */
const idOf = (text: string | undefined): string | undefined =>
  text !== undefined && /^[\w+/=-]{1,128}$/.test(text) ? text : undefined;
