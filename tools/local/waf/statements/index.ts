import { LocalError } from '../../types';
import type { Compile, Context, Matcher } from '../context';
import { ipSetReference } from './address';
import { and, labelMatch, not, or } from './logic';
import { byteMatch, regexMatch, regexPatternSet, sizeConstraint } from './match';
import { rateBased } from './rate';

/** The statements the local edge evaluates, by the name they have in a template. A new one is one line here. */
const statements: Readonly<Record<string, Compile>> = {
  AndStatement: and,
  ByteMatchStatement: byteMatch,
  IPSetReferenceStatement: ipSetReference,
  LabelMatchStatement: labelMatch,
  NotStatement: not,
  OrStatement: or,
  RateBasedStatement: rateBased,
  RegexMatchStatement: regexMatch,
  RegexPatternSetReferenceStatement: regexPatternSet,
  SizeConstraintStatement: sizeConstraint,
};

/** Compiles a statement; one that is not known stops the start, because a rule that is skipped would look like it holds. */
export function compileStatement(
  statement: Readonly<Record<string, unknown>>,
  context: Omit<Context, 'nested'>,
): Matcher {
  const [[kind, settings] = ['nothing', {}], ...others] = Object.entries(statement);
  const compile = statements[kind];
  if (compile === undefined || others.length > 0)
    throw new LocalError(
      `${context.where}: got the statement ${Object.keys(statement).join(', ') || 'nothing'}, which the local edge cannot evaluate; takes one of: ${Object.keys(statements).join(', ')}`,
    );
  const nested = (inner: unknown): Matcher => {
    const statement = inner as Record<string, unknown>;
    if ('RateBasedStatement' in statement)
      throw new LocalError(
        `${context.where}: got RateBasedStatement inside ${kind}, which WAF refuses; it stands alone`,
      );
    return compileStatement(statement, context);
  };
  return compile(settings, { ...context, where: `${context.where}: ${kind}`, nested });
}
