import { oncePer } from './facts/once-per';
import type { Json } from './json';
import type { Model, Resource } from './model';

/**
 * What a template cannot say before it is deployed stands in an evaluated string as a mark, so that joined, substituted
 * and plain values compare as strings:
 *
 * - `⟦stack/Logical⟧` the Ref of a resource, `⟦stack/Logical.Attribute⟧` an attribute of it
 * - `⟦AWS::Region⟧` a pseudo parameter the templates leave open
 * - `⟦?reason⟧` a value nobody can know from these templates
 */
const open = '⟦';
const close = '⟧';
const marks = /⟦([^⟧]*)⟧/g;

export const mark = {
  ref: (stack: string, logicalId: string): string => written(stack, logicalId, ''),
  attribute: (stack: string, logicalId: string, name: string): string => written(stack, logicalId, `.${name}`),
  pseudo: (name: string): string => `${open}${plain(name)}${close}`,
  unknown: (reason: string): string => `${open}?${plain(reason).slice(0, longestReason)}${close}`,
};

const longestReason = 300;
const plain = (text: string): string => text.replaceAll(/[⟦⟧]/g, '');

/** CloudFormation's logical ids are letters and digits; an id with a dot or a bracket could pose as another resource. */
const written = (stack: string, logicalId: string, rest: string): string =>
  /^[A-Za-z0-9]+$/.test(logicalId)
    ? `${open}${plain(stack)}/${logicalId}${plain(rest)}${close}`
    : mark.unknown(`the logical id ${logicalId} is not letters and digits`);

/** Text from a template that imitates a mark would be a way to forge a reference, so it is taken for unknown. */
export const literal = (text: string): string =>
  text.includes(open) || text.includes(close) ? mark.unknown('the text holds a reserved character') : text;

/** Why a value is not known, or undefined where nothing in it is unknown. Looks into lists and objects. */
export function unknownIn(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return /⟦\?([^⟧]*)⟧/.exec(value)?.[1];
  if (Array.isArray(value)) return first(value as readonly Json[]);
  if (typeof value === 'object' && value !== null) return first(Object.values(value));
  return undefined;
}

function first(values: readonly Json[]): string | undefined {
  for (const value of values) {
    const reason = unknownIn(value);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** Every resource a value refers to, in order, each once. */
export function mentions(model: Model, value: Json | undefined): readonly Resource[] {
  if (typeof value === 'string') return mentionedIn(model, value);
  if (typeof value !== 'object' || value === null) return [];
  const found = new Set<Resource>();
  const walk = (part: Json): void => {
    if (typeof part === 'string') for (const resource of mentionedIn(model, part)) found.add(resource);
    else if (typeof part === 'object' && part !== null) for (const item of Object.values(part)) walk(item);
  };
  walk(value);
  return [...found];
}

/** Rules ask for the same texts over and over, one for each path that shares them. */
const known = oncePer((_model: Model) => new Map<string, readonly Resource[]>());

function mentionedIn(model: Model, text: string): readonly Resource[] {
  if (!text.includes(open)) return [];
  const texts = known(model);
  let found = texts.get(text);
  if (found === undefined) {
    const resources = [...text.matchAll(marks)].flatMap(([, inner = '']) => byMark(model, inner) ?? []);
    texts.set(text, (found = [...new Set(resources)]));
  }
  return found;
}

/** The one resource that a value is a reference to (`Ref` or an attribute of it), or undefined. */
export function target(model: Model, value: Json | undefined): Resource | undefined {
  return typeof value === 'string' && value.startsWith(open) && value.indexOf(close) === value.length - 1
    ? mentionedIn(model, value)[0]
    : undefined;
}

function byMark(model: Model, inner: string): Resource | undefined {
  const dot = inner.indexOf('.', inner.lastIndexOf('/') + 1);
  return model.resources.get(dot === -1 ? inner : inner.slice(0, dot));
}

export const hasMark = (value: string): boolean => value.includes(open);

/** Splits at a separator in the written text only, never inside a mark. */
export function splitOutsideMarks(value: string, separator: string): readonly string[] {
  if (separator === '') return [value];
  const parts: string[] = [''];
  for (const piece of value.split(/(⟦[^⟧]*⟧)/)) {
    const last = parts.length - 1;
    if (piece.startsWith(open)) parts[last] += piece;
    else {
      const [head = '', ...rest] = piece.split(separator);
      parts[last] += head;
      parts.push(...rest);
    }
  }
  return parts;
}

/** A value for people: `⟦stack/Id.Attribute⟧` reads `Id.Attribute`, and what is unknown says so. */
export const readable = (value: string): string =>
  value.replaceAll(marks, (_, inner: string) =>
    inner.startsWith('?') ? `(unknown: ${inner.slice(1)})` : inner.slice(inner.lastIndexOf('/') + 1),
  );
