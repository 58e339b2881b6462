import { relative, resolve, sep } from 'node:path';
import { origins, type CodeLine } from './code';
import type { Where } from './graph/types';
import type { Source } from './model';
import { rootOf, type Place } from './places';

/** Where something stands, for people and machines. */
export interface Location {
  readonly stack?: string;
  readonly logicalId?: string;
  readonly type?: string;
  /** Property path below `Properties`. */
  readonly property?: string;
  /** Relative to the working directory where it lies below it; absent for templates that were never a file. */
  readonly file?: string;
  /** The property's line, or that of its nearest parent that is written. From 1. */
  readonly line?: number;
  /** Where CDK says the resource is in its construct tree. */
  readonly constructPath?: string;
  /** The line of the CDK app that makes it, where the assembly has the trace. */
  readonly code?: CodeLine;
}

/** Finds the location of a place in the model. Texts are parsed again when the first line in them is asked for, and once. */
export function locator(): (where: Where) => Location {
  const originOf = origins();
  return ({ resource, property }) => {
    const { stack, logicalId, type } = resource;
    const { source } = stack;
    const { constructPath, code } = originOf(resource);
    const line = source.file === '' ? undefined : lineOfProperty(source, logicalId, property);
    return {
      stack: stack.name,
      logicalId,
      type,
      ...(property === undefined ? {} : { property }),
      ...(constructPath === undefined ? {} : { constructPath }),
      ...(code === undefined ? {} : { code: { ...code, file: shortFile(code.file) } }),
      ...(source.file === '' ? {} : { file: shortFile(source.file) }),
      ...(line === undefined ? {} : { line }),
    };
  };
}

/** As short as a path can be told and still be opened from here: relative below the working directory, else absolute. */
export function shortFile(file: string): string {
  const path = relative(process.cwd(), resolve(file));
  return (path.startsWith('..') ? resolve(file) : path).replaceAll(sep, '/');
}

/** The line of a path of keys and indexes in a JSON or YAML text, or of its nearest written parent. */
export function lineOf(source: Source, path: readonly string[]): number | undefined {
  let place = rootOf(source);
  for (const key of path) {
    const next = place?.child(key);
    if (next === undefined) break;
    place = next;
  }
  return place?.line;
}

function lineOfProperty(source: Source, logicalId: string, property: string | undefined): number | undefined {
  const resources = rootOf(source)?.child('Resources');
  const resource = resources?.child(logicalId) ?? (resources && makerOf(resources, logicalId));
  if (resource === undefined) return resources?.line;
  const properties = property === undefined ? undefined : resource.child('Properties');
  return (properties === undefined ? resource : deepest(properties, property ?? '').place).line;
}

/** SAM writes resources that the template does not have; their ids begin with, or hold, the id of what they are made for. */
function makerOf(resources: Place, logicalId: string): Place | undefined {
  const [maker] = resources
    .keys()
    .filter(key => key.length > 2 && logicalId.includes(key))
    .sort((one, other) => other.length - one.length);
  return maker === undefined ? undefined : resources.child(maker);
}

interface Found {
  readonly place: Place;
  /** How much of the path is not written; 0: all of it is. */
  readonly rest: number;
}

/**
 * Follows a dotted property path whose keys may hold dots themselves (`RouteSettings.GET /a.json`), through `Fn::If`,
 * whose branches evaluation has taken away, to the nearest place that is written.
 */
function deepest(place: Place, path: string): Found {
  if (path === '') return { place, rest: 0 };
  const keys = place.keys().filter(key => path === key || path.startsWith(`${key}.`));
  // SAM calls an API's OpenAPI document by another name.
  if (keys.length === 0 && path.startsWith('Body.') && place.child('DefinitionBody') !== undefined)
    return deepest(place, `Definition${path}`);
  const inside = keys.flatMap(key => {
    const child = place.child(key);
    return child === undefined ? [] : [deepest(child, path.slice(key.length + 1))];
  });
  const branches = inside.length > 0 ? [] : place.branches().map(branch => deepest(branch, path));
  return [...inside, ...branches].reduce((best, found) => (found.rest < best.rest ? found : best), {
    place,
    rest: path.length,
  });
}
