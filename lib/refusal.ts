import * as z from 'zod';

/** Says of a value that a schema refused which field it was, what stood there, and what the schema says the field takes. */

interface Refusal {
  readonly field: string;
  readonly got: unknown;
  readonly wants: string;
}

/** Turns zod's first issue into the field, what stands there, and what the schema says the field takes. */
export function explain(schema: z.ZodType, input: unknown, issues: readonly z.core.$ZodIssue[]): Refusal {
  const issue = issues[0];
  if (issue === undefined) throw new Error('a refusal without an issue');
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const parent = schemaAt(schema, issue.path);
    const known = parent instanceof z.ZodObject ? Object.keys(parent.shape) : [];
    const path = [...issue.path, key];
    return {
      field: path.join('.'),
      got: valueAt(input, path),
      wants: `no field of that name; there are: ${known.join(', ')}`,
    };
  }
  const path = issue.path;
  const node = schemaAt(schema, path);
  return {
    field: path.length === 0 ? 'default export' : path.join('.'),
    got: valueAt(input, path),
    wants:
      node?.description ?? (node instanceof z.ZodObject ? `{ ${Object.keys(node.shape).join(', ')} }` : issue.message),
  };
}

/** Whether the schema has a field at this dotted path. A list's places count as fields; what stands in a union does not. */
export function knows(schema: z.ZodType | undefined, field: string): boolean {
  if (schema === undefined) return false;
  const path = field.split('.');
  const parent = schemaAt(schema, path.slice(0, -1));
  const last = path.at(-1) ?? '';
  return parent instanceof z.ZodObject ? Object.hasOwn(parent.shape, last) : parent instanceof z.ZodArray;
}

const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], input);

/** The schema at a path; where the path runs through a union or into nothing known, the last one before it. */
function schemaAt(
  schema: z.ZodType,
  path: readonly PropertyKey[],
): (z.core.$ZodType & { description?: string }) | undefined {
  let node: unknown = schema;
  for (const key of path) {
    const parent = required(node);
    if (parent instanceof z.ZodObject) node = (parent.shape as Record<PropertyKey, unknown>)[key];
    else if (parent instanceof z.ZodArray) node = parent.element;
    else break;
  }
  // What the field takes is said outside of its default, or inside.
  return (node instanceof z.ZodType && node.description !== undefined ? node : required(node)) as z.ZodType | undefined;
}

/** What a field holds where it is given. */
const required = (node: unknown): unknown =>
  node instanceof z.ZodOptional || node instanceof z.ZodDefault ? node.unwrap() : node;

/** A value as a person reads it in a message. */
export const show = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));
