import type { Json } from './json';
import { mark, unknownIn } from './marks';

/** Readings of values that may be anything at all: a template is whatever somebody wrote into a file. */

/** Nesting that no template needs; beyond it values are unknown, so that nothing can exhaust the stack. */
export const tooDeep = 200;

/** The longest text a value may come to. CloudFormation takes templates of 1 MB. */
const tooLong = 1_000_000;

export const isRecord = (value: unknown): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isList = (value: unknown): value is readonly Json[] => Array.isArray(value);

/**
 * What resolved objects inherit: nothing that has a name, so that `__proto__` and `constructor` are keys like any other, and
 * a text to stand for them, so that a rule that takes one for a text or a number is wrong instead of broken.
 */
const nameless: object = Object.freeze(
  Object.assign(Object.create(null) as object, { [Symbol.toPrimitive]: () => '[object]' }),
);

export const emptyRecord = (): Record<string, Json> => Object.create(nameless) as Record<string, Json>;

/** A key of the record itself, never of its prototype: templates may hold `__proto__` and `constructor`. */
export const own = (record: unknown, key: string): Json | undefined =>
  isRecord(record) && Object.hasOwn(record, key) ? record[key] : undefined;

/** The values of a section of a template, none where it is no object. */
export const sectionOf = (section: unknown): readonly [string, Json][] =>
  isRecord(section) ? Object.entries(section) : [];

/** A value as it would stand inside a text. */
export function asText(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  if (typeof value !== 'object') return String(value);
  const reason = unknownIn(value);
  return reason === undefined ? JSON.stringify(value) : mark.unknown(reason);
}

export const bounded = (text: string): string =>
  text.length > tooLong ? mark.unknown('the text is longer than a template may be') : text;

/** A text, a number, or a list of them: all that a parameter, an output or an export may carry. */
export function scalars(value: Json, of: (text: string) => string = text => text): Json {
  if (isList(value)) return value.map(item => (isList(item) || isRecord(item) ? odd : scalars(item, of)));
  if (isRecord(value)) return odd;
  return typeof value === 'string' ? bounded(of(value)) : (value ?? '');
}

const odd = mark.unknown('a value that is neither a text nor a list of texts');

/** How much a resolved value holds, roughly: it may stand in many places. */
export const weightOf = (value: Json | undefined): number =>
  isList(value) ? value.reduce<number>((sum, item) => sum + 1 + textLength(item), 0) : textLength(value);

const textLength = (value: Json | undefined): number => (typeof value === 'string' ? value.length : 1);
