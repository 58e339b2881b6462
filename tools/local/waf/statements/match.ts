import { RE2JS } from 're2js';
import * as z from 'zod';
import { LocalError } from '../../types';
import { check } from '../../check';
import type { Compile } from '../context';
import { compileInspection, inspecting } from '../fields';

type Test = (text: string) => boolean;

const latin1 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

/** WAF's word is letters, digits and underscore, and the match may not touch one on either side. */
function containsWord(search: string): Test {
  const isWord = (character: string | undefined): boolean => character !== undefined && /\w/.test(character);
  return text => {
    for (let at = text.indexOf(search); at >= 0; at = text.indexOf(search, at + 1))
      if (!isWord(text[at - 1]) && !isWord(text[at + search.length])) return true;
    return false;
  };
}

const positions = {
  EXACTLY: search => text => text === search,
  STARTS_WITH: search => text => text.startsWith(search),
  ENDS_WITH: search => text => text.endsWith(search),
  CONTAINS: search => text => text.includes(search),
  CONTAINS_WORD: containsWord,
} satisfies Record<string, (search: string) => Test>;

const byteMatchSchema = z
  .strictObject({
    ...inspecting,
    PositionalConstraint: z.enum(['EXACTLY', 'STARTS_WITH', 'ENDS_WITH', 'CONTAINS', 'CONTAINS_WORD']),
    SearchString: z.string().min(1).optional(),
    SearchStringBase64: z.base64().min(1).optional(),
  })
  .refine(
    ({ SearchString, SearchStringBase64 }) => (SearchString === undefined) !== (SearchStringBase64 === undefined),
    'takes either SearchString or SearchStringBase64',
  );

export const byteMatch: Compile = (statement, context) => {
  const { PositionalConstraint, SearchString, SearchStringBase64, ...where } = check(
    context.where,
    byteMatchSchema,
    statement,
  );
  const search =
    SearchString === undefined
      ? Buffer.from(SearchStringBase64 ?? '', 'base64').toString('latin1')
      : latin1(SearchString);
  const test = positions[PositionalConstraint](search);
  const inspect = compileInspection(where, context);
  return ({ request }) => inspect(request, test);
};

const comparisons = {
  EQ: size => text => text.length === size,
  NE: size => text => text.length !== size,
  LE: size => text => text.length <= size,
  LT: size => text => text.length < size,
  GE: size => text => text.length >= size,
  GT: size => text => text.length > size,
} satisfies Record<string, (size: number) => Test>;

const sizeSchema = z.strictObject({
  ...inspecting,
  ComparisonOperator: z.enum(['EQ', 'NE', 'LE', 'LT', 'GE', 'GT']),
  Size: z.int().min(0),
});

export const sizeConstraint: Compile = (statement, context) => {
  const { ComparisonOperator, Size, ...where } = check(context.where, sizeSchema, statement);
  const test = comparisons[ComparisonOperator](Size);
  const inspect = compileInspection(where, context);
  return ({ request }) => inspect(request, test);
};

/** RE2: linear in the text, as WAF's own engine, so that a rule cannot be made to hang by what a client sends. */
export function compileRegex(source: string, where: string): RE2JS {
  try {
    return RE2JS.compile(latin1(source));
  } catch (error) {
    throw new LocalError(`${where}: got the regular expression ${source}, takes one that RE2 can run`, {
      cause: error,
    });
  }
}

const regexSchema = z.strictObject({ ...inspecting, RegexString: z.string().min(1).max(512) });

export const regexMatch: Compile = (statement, context) => {
  const { RegexString, ...where } = check(context.where, regexSchema, statement);
  const regex = compileRegex(RegexString, context.where);
  const inspect = compileInspection(where, context);
  return ({ request }) => inspect(request, text => regex.test(text));
};

const patternSetSchema = z.strictObject({ ...inspecting, Arn: z.string() });

export const regexPatternSet: Compile = (statement, context) => {
  const { Arn, ...where } = check(context.where, patternSetSchema, statement);
  const patterns = context.patternSets.get(Arn);
  if (patterns === undefined)
    throw new LocalError(`${context.where}: got ${Arn}, takes an AWS::WAFv2::RegexPatternSet of these templates`);
  const inspect = compileInspection(where, context);
  return ({ request }) => inspect(request, text => patterns.some(regex => regex.test(text)));
};
