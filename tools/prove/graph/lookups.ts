import type { Json } from '../json';
import { isObject, type Model, type Resource } from '../model';
import { mentions, target, unknownIn } from '../marks';
import type { Integration, Where } from './types';

/** Small readings of evaluated properties that several parts of the graph need. */

export const text = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

export const list = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? (value as readonly Json[]) : [];

export const objects = (value: Json | undefined): readonly Readonly<Record<string, Json>>[] =>
  list(value).filter(isObject);

/** CloudFormation takes `true` and `"true"` alike. */
export const truthy = (value: Json | undefined): boolean => value === true || value === 'true';

/** A nested property by dotted path: `at(properties, 'ViewerCertificate.MinimumProtocolVersion')`. */
export function at(value: Json | undefined, path: string): Json | undefined {
  return path
    .split('.')
    .reduce<Json | undefined>(
      (inner, key) => (isObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined),
      value,
    );
}

/** The resources of these types whose property refers to `owner` (or names it, where it has a written name). */
export const belongingTo = (
  model: Model,
  types: readonly string[],
  property: string,
  owner: Resource,
): readonly Resource[] =>
  model.ofType(...types).filter(resource => target(model, at(model.properties(resource), property)) === owner);

const functionTypes = new Set(['AWS::Lambda::Function', 'AWS::Serverless::Function']);

/** The function that an ARN, invocation URI, alias or version leads to. */
export function functionOf(model: Model, value: Json | undefined): Resource | undefined {
  for (const resource of mentions(model, value)) {
    if (functionTypes.has(resource.type)) return resource;
    if (resource.type === 'AWS::Lambda::Alias' || resource.type === 'AWS::Lambda::Version')
      return functionOf(model, model.properties(resource)['FunctionName']);
  }
  return undefined;
}

/** What an integration URI or target leads to. */
export function integrationOf(
  model: Model,
  where: Where,
  type: string | undefined,
  uri: Json | undefined,
): Integration {
  if (type === 'MOCK') return { kind: 'mock', where };
  const fn = functionOf(model, uri);
  if (fn !== undefined) return { kind: 'function', where, function: fn };
  const reason = unknownIn(uri);
  if (reason !== undefined) return { kind: 'unknown', where, reason };
  const written = text(uri);
  if (written === undefined) return { kind: 'none', where };
  if (/:lambda:|:function:/.test(written))
    return { kind: 'unknown', where, reason: `the function ${written} is in none of the templates given` };
  return { kind: type?.startsWith('HTTP') === true ? 'http' : 'aws', where };
}
