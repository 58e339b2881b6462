import { STATUS_CODES } from 'node:http';
import * as z from 'zod';
import type { Contract } from '../../lambda/guard/contract';
import { isPublic } from '../../lambda/guard/routes';
import { tokenScope, type ServiceRoute, type Setup } from '../../lib/routes';
import { answeredInFront, problemsOf, proves, type Surroundings } from './problems';

export type Json = Readonly<Record<string, unknown>>;

export interface DocumentedRoute {
  readonly row: ServiceRoute;
  readonly contract: Contract;
}

/** One route as an OpenAPI 3.1 operation. */
export function operationOf({ row, contract }: DocumentedRoute, setup: Surroundings): Json {
  const { answer, input, problems, summary } = contract;
  const body = schemaOf(input, 'input', 'body');
  return {
    operationId: row.action,
    summary,
    tags: [row.service],
    ...(isPublic(row) ? { description: `Public: ${row.reason}` } : {}),
    security: isPublic(row) ? [] : [securityOf(row.scope, row.door === 'enrol', setup)],
    parameters: [...parametersOf(contract), ...(proves(row, setup) ? [proofParameter] : [])],
    ...(body?.['type'] === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: body, ...exampleOf(contract.example.input, 'body') } },
          },
        }),
    responses: Object.fromEntries([
      [answer.status, answerOf(contract, row, setup)],
      ...[...responsesOf(problemsOf(row, problems, setup), row, setup)].sort(([a], [b]) => a - b),
    ]),
  };
}

function securityOf(scope: string, bare: boolean, { profile, resourceServer }: Surroundings): Json {
  return {
    tokens: [tokenScope(resourceServer, scope)],
    ...(profile === 'consumer' || bare ? {} : { clientCertificate: [] }),
  };
}

const places = { path: 'path', query: 'query', headers: 'header' } as const;

function parametersOf({ input, example }: Contract): Json[] {
  return Object.entries(places).flatMap(([part, place]) => {
    const schema = schemaOf(input, 'input', part);
    const required = (schema?.['required'] ?? []) as readonly string[];
    return Object.entries((schema?.['properties'] ?? {}) as Readonly<Record<string, Json>>).map(
      ([name, { description, ...rest }]) => ({
        name,
        in: place,
        required: required.includes(name),
        description,
        schema: rest,
        ...exampleOf(example.input[part], name),
      }),
    );
  });
}

const exampleOf = (examples: unknown, name: string): Json => {
  const example = (examples as Json | undefined)?.[name];
  return example === undefined ? {} : { example };
};

/** The JSON Schema (2020-12) of a part of a schema; `input` is what is sent, `output` what comes back. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', part?: string): Json | undefined {
  const { $schema: _dialect, ...whole } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json;
  return part === undefined ? whole : ((whole['properties'] ?? {}) as Readonly<Record<string, Json>>)[part];
}

function answerOf({ answer, example }: Contract, row: ServiceRoute, setup: Setup): Json {
  const headers = Object.entries(answer.headers ?? {}).map(([name, description]) => [
    name,
    { description, schema: { type: 'string' } },
  ]);
  const body = schemaOf(answer.body, 'output');
  return {
    description: answer.description,
    headers: { ...headersOf(answer.status, row, setup), ...Object.fromEntries(headers) },
    ...(answer.status === 204 ? {} : { content: { 'application/json': { schema: body, example: example.answer } } }),
  };
}

function* responsesOf(
  problems: ReadonlyMap<number, readonly string[]>,
  row: ServiceRoute,
  setup: Setup,
): Iterable<[number, Json]> {
  for (const [status, codes] of problems) yield [status, problemOf(status, codes, row, setup)];
  for (const status of new Set(answeredInFront.map(one => one.status)))
    if (!problems.has(status)) {
      const answer = inFront(status, setup, row);
      if (answer !== undefined) yield [status, answer];
    }
}

function problemOf(status: number, codes: readonly string[], row: ServiceRoute, setup: Setup): Json {
  const { content, headers } = inFront(status, setup, row) ?? { content: {}, headers: {} };
  const [code] = codes;
  const schema = {
    type: 'object',
    allOf: [{ $ref: '#/components/schemas/Problem' }],
    properties: { status: { const: status }, code: { enum: [...new Set(codes)] } },
  };
  const title = STATUS_CODES[status];
  const example = { type: 'about:blank', title, status, detail: 'What is wrong, in a sentence.', code };
  return {
    description: title,
    headers: { ...(headers as Json), ...headersOf(status, row, setup) },
    content: { 'application/problem+json': { schema, example }, ...(content as Json) },
  };
}

/** What is answered to a path or method that the document has not, by status. */
export const answersElsewhere = (setup: Setup): Json => ({
  403: inFront(403, setup),
  404: {
    description: 'API Gateway: there is no such route.',
    content:
      setup.ingress === 'edge'
        ? { 'application/json': { schema: { $ref: '#/components/schemas/Message' } } }
        : { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  },
  413: inFront(413, setup),
  429: inFront(429, setup),
});

const header = (name: string): Json => ({ [name]: { $ref: `#/components/headers/${name}` } });

/** What the guard puts on an answer of this status, beside its type. */
const headersOf = (status: number, row: ServiceRoute, setup: Setup): Json => ({
  ...header('cache-control'),
  ...header('x-content-type-options'),
  ...header('x-correlation-id'),
  ...(status === 401 || status === 403 ? header('www-authenticate') : {}),
  ...(status === 409 || status === 503 ? header('retry-after') : {}),
  ...(proves(row, setup) ? header('dpop-nonce') : {}),
});

/** RFC 9449, section 4: read by the guard, and so in no operation's own schema. */
const proofParameter: Json = {
  name: 'dpop',
  in: 'header',
  required: true,
  description: "a proof of the app's key for this request, with the nonce of the last answer (RFC 9449)",
  schema: { type: 'string', maxLength: 4_096, pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$' },
};

/** What stands in front answers with this status, in the words of everybody who may; undefined where nobody does. */
function inFront(status: number, setup: Setup, row?: ServiceRoute): Json | undefined {
  const all = answeredInFront.filter(one => one.status === status && (one.on?.(setup, row) ?? true));
  if (all.length === 0) return undefined;
  const json = all.flatMap(({ words }) => (words === 'page' ? [] : [{ $ref: schemaOfWords[words] }]));
  return {
    description: all.map(({ when }) => when).join(' '),
    headers: status === 429 ? header('retry-after') : {},
    content: {
      ...(json.length > 0 && { 'application/json': { schema: json.length === 1 ? json[0] : { anyOf: json } } }),
      ...(json.length < all.length && { 'text/html': { schema: { type: 'string' } } }),
    },
  };
}

const schemaOfWords = { message: '#/components/schemas/Message', problem: '#/components/schemas/Problem' } as const;
