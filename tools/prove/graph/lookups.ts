import { grouped, oncePer } from '../facts/once-per';
import type { Json } from '../json';
import { mentions, readable, target, unknownIn } from '../marks';
import { isObject, type Model, type Resource } from '../model';
import { own } from '../values';
import type { Integration, Route, Where } from './types';

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
  let inner = value;
  for (const key of keysOf(path)) {
    if (!isObject(inner) || !Object.hasOwn(inner, key)) return undefined;
    inner = inner[key];
  }
  return inner;
}

/** The code names a few hundred paths, and asks for each of them over and over; paths made of template text are not kept. */
function keysOf(path: string): readonly string[] {
  const known = splitPaths.get(path);
  if (known !== undefined) return known;
  const keys = path.split('.');
  if (splitPaths.size < 1_000) splitPaths.set(path, keys);
  return keys;
}
const splitPaths = new Map<string, readonly string[]>();

const indexes = oncePer((_model: Model) => new Map<string, ReadonlyMap<Resource, readonly Resource[]>>());

/** The resources of a type whose property refers to `owner`. One walk over the type, however many owners ask. */
export function belongingTo(model: Model, type: string, property: string, owner: Resource): readonly Resource[] {
  const known = indexes(model);
  const key = `${type} ${property}`;
  let index = known.get(key);
  if (index === undefined) {
    index = grouped(model.ofType(type), resource => target(model, model.properties(resource)[property]));
    known.set(key, index);
  }
  return index.get(owner) ?? [];
}

type Decided = Pick<Route, 'publicReason' | 'noCertificateReason'>;

/**
 * What was decided about a route, in the metadata of its resource: `portcullis:public: <reason>` (nobody needs a token there),
 * `portcullis:no-certificate: <reason>` (callers have no client certificate there yet).
 */
export function decisions({ stack, logicalId }: Resource): Decided {
  const metadata = own(own(stack.template.Resources, logicalId), 'Metadata');
  return decided(own(metadata, 'portcullis:public'), own(metadata, 'portcullis:no-certificate'));
}

/** A decision without a reason is none. */
export const decided = (open: Json | undefined, noCertificate: Json | undefined): Decided => ({
  ...(isReason(open) ? { publicReason: open.trim() } : {}),
  ...(isReason(noCertificate) ? { noCertificateReason: noCertificate.trim() } : {}),
});

const isReason = (value: Json | undefined): value is string => typeof value === 'string' && value.trim() !== '';

/** The function that an ARN, invocation URI, alias, version or written name leads to. */
export function functionOf(model: Model, value: Json | undefined): Resource | undefined {
  const seen = new Set<Resource>();
  let next = value;
  for (;;) {
    const found = mentions(model, next).find(({ type }) => type === lambda || qualified.has(type));
    if (found === undefined) return functionsByName(model).get(nameIn(text(next) ?? ''));
    if (found.type === lambda || seen.has(found)) return found.type === lambda ? found : undefined;
    seen.add(found);
    next = model.properties(found)['FunctionName'];
  }
}

const lambda = 'AWS::Lambda::Function';
const qualified = new Set(['AWS::Lambda::Alias', 'AWS::Lambda::Version']);

/** `orders` in `arn:aws:lambda:eu-west-1:111122223333:function:orders:live`, in an invocation URI, or by itself. */
const nameIn = (value: string): string =>
  /:function:((?:⟦[^⟧]*⟧|[^:/⟦])+)/.exec(value)?.[1] ?? (/[:/]/.test(value.replaceAll(/⟦[^⟧]*⟧/g, '')) ? '' : value);

/** By written name; a name that two functions have (in two Regions, say) tells nothing. */
const functionsByName = oncePer((model: Model): ReadonlyMap<string, Resource> => {
  const named = grouped(model.ofType(lambda), resource => {
    const name = text(model.properties(resource)['FunctionName']);
    return name === undefined || unknownIn(name) !== undefined ? undefined : name;
  });
  return new Map(
    [...named].flatMap(([name, [fn, ...others]]) => (fn === undefined || others.length > 0 ? [] : [[name, fn]])),
  );
});

/** What an integration leads to. */
export function integrationOf(
  model: Model,
  where: Where,
  {
    type,
    uri,
    subtype,
  }: { readonly type?: Json | undefined; readonly uri?: Json | undefined; readonly subtype?: Json | undefined },
): Integration {
  const kind = text(type)?.toUpperCase();
  if (kind === 'MOCK') return { kind: 'mock', where };
  const fn = functionOf(model, uri);
  if (fn !== undefined) return { kind: 'function', where, function: fn };
  const reason = unknownIn(uri) ?? unknownIn(type);
  if (reason !== undefined) return { kind: 'unknown', where, reason };
  if (subtype !== undefined) return { kind: 'aws', where };
  const written = text(uri);
  if (written === undefined) return { kind: 'none', where };
  if (/\$\{stageVariables\./.test(written))
    return { kind: 'unknown', where, reason: 'a stage variable names what stands behind it' };
  // A proxy of AWS's kind is a function, wherever it is.
  if (kind === 'AWS_PROXY' || /:lambda:|:function:/.test(written))
    return { kind: 'unknown', where, reason: `the function ${readable(written)} is in none of the templates given` };
  return { kind: kind?.startsWith('HTTP') === true ? 'http' : 'aws', where };
}
