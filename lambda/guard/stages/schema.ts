import * as z from 'zod';
import type { Request, Stage } from '../call';
import { describe } from '../describe';
import { JsonError, parseJson } from '../json';
import type { Operation } from '../operation';
import { inputInvalid, Problem, type FieldError } from '../problem';

export interface SchemaOptions {
  readonly maxBodyBytes: number;
  /** By action, one for every row of the service. */
  readonly operations: Readonly<Record<string, Operation>>;
}

/**
 * Takes what the operation's schema takes and nothing else: no unknown field (mass assignment), no second reading of a
 * number, no body that says it is something other than JSON.
 */
export function schema({ maxBodyBytes, operations }: SchemaOptions): Stage {
  if (!Number.isInteger(maxBodyBytes) || maxBodyBytes < 1)
    throw new Error('schema: maxBodyBytes: takes a whole number');
  for (const [action, { contract }] of Object.entries(operations)) assertStrict(action, contract.input);

  return async function schemaStage(request, { row }) {
    const operation = row && operations[row.action];
    if (operation === undefined) throw new Error('schema: the route stage stands before this one');
    const { path, query, headers } = request;
    const parts = { path, query, headers, body: readBody(request, maxBodyBytes) };
    const { input } = operation.contract;
    const result = input.safeParse(parts);
    if (!result.success) throw inputInvalid(explain(input, parts, result.error.issues));
    return { input: result.data };
  };
}

/** Everything but headers refuses unknown fields, else a field nobody thought of could ride along. */
function assertStrict(action: string, input: z.ZodObject): void {
  for (const part of ['path', 'query', 'body']) {
    const loose = looseIn(input.shape[part], part);
    if (loose !== undefined) throw new Error(`schema: ${action}: ${loose}: takes a z.strictObject`);
  }
}

/** Where in a schema an object takes fields that it does not name: at the top, or inside others, lists and alternatives. */
function looseIn(node: unknown, at: string): string | undefined {
  if (node instanceof z.ZodObject) {
    if (!(node.def.catchall instanceof z.ZodNever)) return at;
    return first(Object.entries(node.shape), ([name, inner]) => looseIn(inner, `${at}.${name}`));
  }
  if (node instanceof z.ZodOptional || node instanceof z.ZodNullable || node instanceof z.ZodDefault)
    return looseIn(node.unwrap(), at);
  if (node instanceof z.ZodArray) return looseIn(node.element, `${at}[]`);
  if (node instanceof z.ZodPipe) return looseIn(node.def.in, at);
  if (node instanceof z.ZodUnion) return first(node.options, inner => looseIn(inner, at));
  // Fields by any name: nobody could say which.
  return node instanceof z.ZodRecord || node instanceof z.ZodAny || node instanceof z.ZodUnknown ? at : undefined;
}

function first<T, R>(values: readonly T[], find: (value: T) => R | undefined): R | undefined {
  for (const value of values) {
    const found = find(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

function readBody({ body, bodyIsBase64, headers }: Request, maxBodyBytes: number): unknown {
  if (body === undefined || body === '') return undefined;
  // Base64 is longer than what it holds: refused before it is decoded.
  if (body.length > (bodyIsBase64 ? Math.ceil(maxBodyBytes / 3) * 4 : maxBodyBytes)) throw tooLarge(maxBodyBytes);
  const type = headers['content-type'];
  if (type === undefined || !/^application\/json(?:\s*;\s*charset="?utf-8"?)?$/i.test(type.trim()))
    throw new Problem({ status: 415, code: 'content_type_not_taken', detail: 'Content-Type takes application/json.' });
  const bytes = Buffer.from(body, bodyIsBase64 ? 'base64' : 'utf8');
  if (bytes.byteLength > maxBodyBytes) throw tooLarge(maxBodyBytes);
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (error) {
    const wants = error instanceof JsonError ? error.message : 'JSON in UTF-8';
    throw inputInvalid([{ field: 'body', takes: wants }]);
  }
}

const tooLarge = (most: number): Problem =>
  new Problem({ status: 413, code: 'body_too_large', detail: `The body takes at most ${most} bytes.` });

const most = 10;

/** Turns zod's issues into fields, each once: where, what stood there, what the schema says it takes. */
function explain(input: z.ZodObject, parts: unknown, issues: readonly z.core.$ZodIssue[]): FieldError[] {
  const errors = issues.slice(0, most).flatMap(issue => {
    const node = schemaAt(input, issue.path);
    if (issue.code === 'unrecognized_keys') {
      const known = node instanceof z.ZodObject ? Object.keys(node.shape).join(', ') : '';
      const takes = known === '' ? 'no fields' : `no field of that name; there are: ${known}`;
      return issue.keys.slice(0, most).map(key => ({ field: [...issue.path, key.slice(0, 48)].join('.'), takes }));
    }
    const takes = issue.code === 'custom' ? issue.message : (node?.description ?? issue.message);
    // Headers are where credentials travel: what stood in one is not repeated.
    const got = issue.path[0] === 'headers' ? {} : { got: describe(valueAt(parts, issue.path)) };
    return [{ field: issue.path.join('.'), ...got, takes }];
  });
  return [...new Map(errors.map(error => [error.field, error])).values()];
}

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((node, key) => (node as Record<PropertyKey, unknown> | undefined)?.[key], value);

/** The schema at a path: inputs are flat objects of described fields, so only objects are walked. */
function schemaAt(root: z.ZodObject, path: readonly PropertyKey[]): z.ZodType | undefined {
  let node: unknown = root;
  for (const key of path) {
    if (!(node instanceof z.ZodObject)) break;
    node = (node.shape as Record<PropertyKey, unknown>)[key];
  }
  return node as z.ZodType | undefined;
}
