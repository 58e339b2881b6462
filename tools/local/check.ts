import * as z from 'zod';
import { LocalError, type Placed } from './types';

/**
 * Reading properties of a template. What changes behaviour and is not modelled stops the start with its name: ignored, it
 * would be a promise that the local chain does not keep.
 */

/** `stack/LogicalId (AWS::Type)`: how a resource is named to people. */
export const placeOf = ({ stack, logicalId, type }: Placed): string => `${stack.name}/${logicalId} (${type})`;

/** The properties that count here, as written. `withoutEffect` names those that change nothing on a laptop. */
export function propertiesOf(
  resource: Placed,
  { honoured, withoutEffect }: { readonly honoured: readonly string[]; readonly withoutEffect: readonly string[] },
): Record<string, unknown> {
  const unknown = Object.keys(resource.properties).find(
    name => !honoured.includes(name) && !withoutEffect.includes(name),
  );
  if (unknown !== undefined)
    throw new LocalError(
      `${placeOf(resource)}: got ${unknown}, which is not modelled here; the local chain takes ${honoured.join(', ')}`,
    );
  return Object.fromEntries(Object.entries(resource.properties).filter(([name]) => honoured.includes(name)));
}

/** Resolved properties in the shape a schema gives them; one line that names the first field refused. */
export function shaped<S extends z.ZodType>(resource: Placed, schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const at = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  throw new LocalError(`${placeOf(resource)}: ${at}${issue?.message ?? 'not understood'}`);
}

/** A property that cannot change an answer: it may stand there, and is not read. */
export const unread = z.unknown().optional();

/**
 * Parses what a template says against what can be honoured here. Anything else stops the start with its name, because a
 * setting that is silently ignored here would be a promise the local chain does not keep.
 */
export function check<S extends z.ZodType>(where: string, schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue === undefined) throw new Error('a refusal without an issue');
  const path = issue.path.join('.');
  const at = path === '' ? where : `${where}: ${path}`;
  if (issue.code === 'unrecognized_keys')
    throw new LocalError(
      `${at}: got ${issue.keys.join(', ')}, which the local chain does not model; take it out to run here`,
    );
  throw new LocalError(`${at}: got ${show(valueAt(value, issue.path))}; the local chain says: ${issue.message}`);
}

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);

const show = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 120));
