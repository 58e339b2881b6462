import * as z from 'zod';
import { check } from '../../check';
import type { Compile } from '../context';

const nested = z.record(z.string(), z.unknown());
// WAF takes two statements or more here (API_AndStatement).
const several = z.strictObject({ Statements: z.array(nested).min(2) });
const one = z.strictObject({ Statement: nested });

export const and: Compile = (statement, context) => {
  const matchers = check(context.where, several, statement).Statements.map(each => context.nested(each));
  return evaluation => matchers.every(matches => matches(evaluation));
};

export const or: Compile = (statement, context) => {
  const matchers = check(context.where, several, statement).Statements.map(each => context.nested(each));
  return evaluation => matchers.some(matches => matches(evaluation));
};

export const not: Compile = (statement, context) => {
  const matches = context.nested(check(context.where, one, statement).Statement);
  return evaluation => !matches(evaluation);
};

const label = z.strictObject({ Scope: z.enum(['LABEL', 'NAMESPACE']), Key: z.string().min(1) });

/**
 * A key matches a whole label or its last segments; a namespace key, which ends in a colon, any run of segments before
 * the name (WAF guide, label match statement).
 */
export const labelMatch: Compile = (statement, { where }) => {
  const { Scope, Key } = check(where, label, statement);
  const test =
    Scope === 'LABEL'
      ? (full: string): boolean => `:${full}`.endsWith(`:${Key}`)
      : (full: string): boolean => `:${full}`.includes(`:${Key}`);
  return ({ labels }) => [...labels].some(test);
};
