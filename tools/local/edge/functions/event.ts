import * as z from 'zod';
import { cookies, queryArguments, type Headers } from '../../waf/request';

/** What CloudFront Functions call an event: CloudFront developer guide, "CloudFront Functions event structure". */

const single = z.object({ value: z.string().default(''), attributes: z.string().optional() });
const item = single.extend({ multiValue: z.array(single).optional() });
const items = z.record(z.string(), item).default({});
type Single = z.output<typeof single>;
type Items = z.output<typeof items>;

export const requestSchema = z.object({
  method: z.string(),
  uri: z.string().startsWith('/'),
  querystring: items,
  headers: items,
  cookies: items,
});

export const responseSchema = z.object({
  statusCode: z.int().min(100).max(599),
  statusDescription: z.string().optional(),
  headers: items,
  cookies: items,
  body: z
    .union([z.string(), z.object({ data: z.string(), encoding: z.enum(['text', 'base64']).default('text') })])
    .optional(),
});
export type EventRequest = z.output<typeof requestSchema>;
export type EventResponse = z.output<typeof responseSchema>;

export interface Parts {
  readonly method: string;
  readonly path: string;
  readonly query: string | undefined;
  readonly headers: Headers;
}

export interface Circumstances {
  readonly distributionDomainName: string;
  readonly distributionId: string;
  readonly requestId: string;
  readonly ip: string;
}

export const eventOf = (
  eventType: 'viewer-request' | 'viewer-response',
  { ip, ...context }: Circumstances,
  request: unknown,
  response?: unknown,
): unknown => ({
  version: '1.0',
  context: { ...context, eventType },
  viewer: { ip },
  request,
  ...(response === undefined ? {} : { response }),
});

export const eventRequest = ({ method, path, query, headers }: Parts): EventRequest => ({
  method,
  uri: path,
  querystring: collapse(queryArguments(query).map(plain)),
  headers: collapse(headers.filter(([name]) => name !== 'cookie').map(plain)),
  cookies: collapse(cookies(headers).map(plain)),
});

/** Puts a returned request back together. The query string stays as the client wrote it unless the function changed it. */
export function partsOf(returned: EventRequest, before: Parts): Parts {
  const sent = eventRequest(before);
  const same = JSON.stringify(sent.querystring) === JSON.stringify(returned.querystring);
  const query = expand(returned.querystring)
    .map(([name, { value }]) => (value === '' ? name : `${name}=${value}`))
    .join('&');
  const cookie = expand(returned.cookies)
    .map(([name, { value }]) => `${name}=${value}`)
    .join('; ');
  return {
    method: before.method,
    path: returned.uri,
    query: same ? before.query : query || undefined,
    headers: [...lowered(returned.headers), ...(cookie === '' ? [] : [['cookie', cookie] as const])],
  };
}

/** The headers of a returned response, its cookies among them. */
export const responseHeaders = ({ headers, cookies: set }: EventResponse): Headers => [
  ...lowered(headers),
  ...expand(set).map(([name, { value, attributes }]) => {
    const tail = attributes === undefined ? '' : `; ${attributes}`;
    return ['set-cookie', `${name}=${value}${tail}`] as const;
  }),
];

export const responseBody = ({ body }: EventResponse): Buffer | undefined => {
  if (body === undefined) return undefined;
  if (typeof body === 'string') return Buffer.from(body);
  return Buffer.from(body.data, body.encoding === 'base64' ? 'base64' : 'utf8');
};

export const eventResponse = (statusCode: number, headers: Headers): EventResponse => ({
  statusCode,
  headers: collapse(headers.filter(([name]) => name !== 'set-cookie').map(plain)),
  cookies: collapse(headers.filter(([name]) => name === 'set-cookie').map(([, value]) => setCookie(value))),
});

function setCookie(header: string): [string, Single] {
  const [, name = '', value = '', attributes] = /^([^=;]*)=?([^;]*)(?:;\s*(.*))?$/s.exec(header) ?? [];
  return [name, { value, attributes }];
}

const plain = ([name, value]: readonly [string, string]): [string, Single] => [name, { value }];

/** Repeated names become one field whose `multiValue` holds them all, the first again in `value`. */
function collapse(pairs: readonly [string, Single][]): Items {
  const collapsed = Object.create(null) as Items;
  for (const [name, each] of pairs) {
    const known = collapsed[name];
    if (known === undefined) collapsed[name] = { ...each };
    else (known.multiValue ??= [{ value: known.value, attributes: known.attributes }]).push(each);
  }
  return collapsed;
}

const expand = (collapsed: Items): [string, Single][] =>
  Object.entries(collapsed).flatMap(([name, each]) =>
    (each.multiValue ?? [each]).map((one): [string, Single] => [name, one]),
  );

const lowered = (headers: Items): [string, string][] =>
  expand(headers).map(([name, { value }]) => [name.toLowerCase(), value]);
