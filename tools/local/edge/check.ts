import * as z from 'zod';
import { LocalError } from '../types';

/** A property that cannot change an answer: it may stand there, and is not read. */
export const unread = z.unknown().optional();

/**
 * Parses what a template says against what the edge can honour. Anything else stops the start with its name, because a
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
      `${at}: got ${issue.keys.join(', ')}, which the local edge does not model; take it out to run here`,
    );
  throw new LocalError(`${at}: got ${show(valueAt(value, issue.path))}; the local edge says: ${issue.message}`);
}

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);

const show = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 120));
