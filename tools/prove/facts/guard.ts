import type { Json } from '../json';
import { at } from '../graph/lookups';
import { isObject, type Model, type Resource } from '../model';

/** Settings that only a function with our guard has. */
const telling = ['ORIGIN_HOP_AUTHORITIES', 'ORIGIN_HOP_IDENTITY'];

/** What the guard does not start without. */
export const guardSettings = [
  'ISSUER',
  'CLIENT_IDS',
  'RESOURCE_SERVER',
  'ORIGIN_HOP_AUTHORITIES',
  'ORIGIN_HOP_IDENTITY',
  'MAX_BODY_BYTES',
] as const;

/** A function's environment variables. */
export function environmentOf(model: Model, fn: Resource): Readonly<Record<string, Json>> {
  const variables = at(model.properties(fn), 'Environment.Variables');
  return isObject(variables) ? variables : {};
}

/** The environment of a function that runs our guard; undefined for any other. */
export function guardOf(model: Model, fn: Resource | undefined): Readonly<Record<string, Json>> | undefined {
  if (fn === undefined) return undefined;
  const variables = environmentOf(model, fn);
  return telling.some(name => name in variables) ? variables : undefined;
}
