import * as fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { enrolmentPath } from '../../lib/routes';
import type { Json } from '../openapi/operation';
import { bent, honest, hostileText, taken, valueOf, type KnownValues } from './values';
import { shown, type Shown } from './devices';
import { proofs, type Proof } from './prover';
import { isLeaver, stays, type Who } from './tokens';

/** A request as the gateway would hand it on. */
export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly service: string;
  readonly who: Who;
  readonly parameters: Readonly<Record<'path' | 'query' | 'header', Readonly<Record<string, string>>>>;
  readonly contentType: string | undefined;
  readonly body: string | undefined;
  readonly base64: boolean;
  /** Where the route asks for one (RFC 9449). */
  readonly proof?: Proof | undefined;
  /** Where callers show a certificate. */
  readonly certificate?: Shown | undefined;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: Json;
}

/** Requests of every operation of the document, honest ones and others. */
export function requestsOf(document: Json, who: readonly Who[], known: KnownValues): Arbitrary<FuzzRequest> {
  const operations = Object.entries(document['paths'] as Record<string, Record<string, Json>>).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  // What changes something has more to get wrong.
  return fc.oneof(
    ...operations.map(one => ({ weight: one.method === 'POST' ? 4 : 1, arbitrary: requestOf(one, who, known) })),
  );
}

function requestOf(
  { path, method, operation }: { readonly path: string; readonly method: string; readonly operation: Json },
  who: readonly Who[],
  known: KnownValues,
): Arbitrary<FuzzRequest> {
  const [service = ''] = operation['tags'] as string[];
  const parameters = operation['parameters'] as readonly Parameter[];
  const place = (of: Parameter['in']) =>
    placed(
      parameters.filter(one => one.in === of && one.name !== 'dpop'),
      of !== 'path',
      known,
    );
  const ends = method === 'DELETE' && path.startsWith('/sessions');
  const [honest, others] = ends
    ? [who.filter(isLeaver), who.filter(one => !stays(one))]
    : [['alice'], who.filter(one => !isLeaver(one))];
  const proves = parameters.some(({ name }) => name === 'dpop');
  const certified = JSON.stringify(operation['security']).includes('clientCertificate');
  return fc.record({
    method: fc.constant(method),
    path: fc.constant(path),
    service: fc.constant(service),
    who: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...honest) },
      { weight: 4, arbitrary: fc.constantFrom(...others) },
    ),
    parameters: fc.record({ path: place('path'), query: place('query'), header: place('header') }),
    contentType: fc.oneof(
      { weight: 9, arbitrary: fc.constant('application/json') },
      {
        weight: 1,
        arbitrary: fc.constantFrom(undefined, '', 'text/plain', 'application/xml', 'application/json; charset=utf-16'),
      },
    ),
    proof: proves
      ? fc.oneof(
          { weight: 6, arbitrary: fc.constant('right' as const) },
          { weight: 4, arbitrary: fc.constantFrom(...proofs) },
        )
      : fc.constant(undefined),
    certificate: certified
      ? fc.oneof(
          { weight: 8, arbitrary: fc.constant('own' as const) },
          { weight: 2, arbitrary: fc.constantFrom(...shown) },
        )
      : fc.constant(undefined),
    body: bodyOf(operation, known),
    base64: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  });
}

/** Texts by name; sometimes one too few, sometimes one that nobody asked for. */
function placed(
  parameters: readonly Parameter[],
  mayVary: boolean,
  known: KnownValues,
): Arbitrary<Readonly<Record<string, string>>> {
  const values = Object.fromEntries(
    parameters.map(({ name, required, schema }) => {
      const value = valueOf(name, schema, known).map(one => (typeof one === 'string' ? one : JSON.stringify(one)));
      return [
        name,
        required
          ? fc.option(value, { nil: undefined, freq: mayVary ? 12 : 1e9 })
          : fc.option(value, { nil: undefined }),
      ];
    }),
  );
  const extra = fc.dictionary(fc.constantFrom('admin', 'owner', '__proto__', 'limit[]', ''), hostileText, {
    maxKeys: 1,
  });
  const more = mayVary
    ? fc.oneof({ weight: 9, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: extra })
    : fc.constant({});
  return fc.tuple(fc.record(values), more).map(([given, added]) => {
    const all: [string, string][] = [];
    for (const [name, value] of Object.entries({ ...given, ...added }))
      if (typeof value === 'string') all.push([name, value]);
    return Object.fromEntries(all);
  });
}

function bodyOf(operation: Json, known: KnownValues): Arbitrary<string | undefined> {
  const content = (
    operation['requestBody'] as { readonly content: Record<string, { readonly schema: Json }> } | undefined
  )?.content;
  const schema = content?.['application/json']?.schema;
  const odd = fc.oneof(
    hostileText,
    fc.jsonValue({ maxDepth: 12 }).map(value => JSON.stringify(value)),
    fc.constantFrom(
      '{"a":1,"a":2}',
      '{"__proto__":{}}',
      '[',
      '{}',
      'null',
      '"',
      `[${'['.repeat(50)}${']'.repeat(50)}]`,
    ),
  );
  if (schema === undefined)
    return fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: odd });
  const right = taken('body', schema, known);
  return fc.oneof(
    { weight: 4, arbitrary: honest('body', schema, known).map(value => JSON.stringify(value)) },
    { weight: 3, arbitrary: right.map(value => JSON.stringify(value)) },
    { weight: 2, arbitrary: bent(right).map(value => JSON.stringify(value)) },
    { weight: 1, arbitrary: odd },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
}

/** The event of an HTTP API (payload 2.0) for a request, from the edge. */
export function eventOf(
  request: FuzzRequest,
  {
    token,
    certificate,
    dpop,
    edge = {},
  }: {
    readonly token?: string | undefined;
    readonly certificate: string;
    readonly dpop?: string | undefined;
    /** What the edge writes, beside the door. */
    readonly edge?: Readonly<Record<string, string>>;
  },
): object {
  const { method, path, parameters, body, base64, contentType } = request;
  const routeKey = `${method} ${path}`;
  return {
    version: '2.0',
    routeKey,
    headers: {
      'portcullis-door': path.startsWith(`${enrolmentPath}/`) ? 'enrol' : 'api',
      ...Object.fromEntries(Object.entries(parameters.header).map(([name, value]) => [name.toLowerCase(), value])),
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(dpop === undefined ? {} : { dpop }),
      ...edge,
    },
    pathParameters: parameters.path,
    queryStringParameters: parameters.query,
    requestContext: { requestId: 'fuzz', routeKey, authentication: { clientCert: { clientCertPem: certificate } } },
    ...(body === undefined ? {} : { body: base64 ? Buffer.from(body).toString('base64') : body }),
    isBase64Encoded: base64,
  };
}
