import type { Source } from './model';

/** A value as it is written in a template's text: what is in it, and its line. */
export interface Place {
  readonly line: number;
  /** Keys of an object, indexes of a list. */
  keys(): readonly string[];
  child(key: string): Place | undefined;
  /** The values an `Fn::If` chooses between; none where this is no `Fn::If`. */
  branches(): readonly Place[];
}

const roots = new WeakMap<Source, { readonly root: Place | undefined }>();

/** The outermost value of a text, parsed when first asked for. Undefined where there is none. */
export function rootOf(source: Source): Place | undefined {
  let known = roots.get(source);
  if (known === undefined) roots.set(source, (known = { root: parse(source) }));
  return known.root;
}

// Most proofs have nothing to point at, and neither parser is then loaded.
const parsers = {
  json: () => require('./places-json') as typeof import('./places-json'),
  yaml: () => require('./places-yaml') as typeof import('./places-yaml'),
};

function parse({ text, format }: Source): Place | undefined {
  try {
    return format === 'json' ? parsers.json().jsonPlaces(text) : parsers.yaml().yamlPlaces(text);
  } catch {
    // A text that was read once, and is too deep for this parser, has findings without lines.
    return undefined;
  }
}

/** Line numbers of offsets, from 1. */
export function lineCounter(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return offset => {
    let [low, high] = [0, starts.length];
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
