import type { Json } from '../json';
import { at, objects } from '../graph/lookups';
import { unknownIn } from '../marks';
import { isObject } from '../model';
import { asText } from '../values';
import { acts, many, principals, type Statement } from './policy-document';

/** What an AWS service asks of a resource: may it? */
export interface Request {
  /** `cloudwatch.amazonaws.com`. */
  readonly service: string;
  readonly action: string;
  /** The resource as templates write it, marks included. */
  readonly resource: string;
  /** Condition keys the service sends, in lower case. Others are not known. */
  readonly sends: Readonly<Record<string, string>>;
}

export type Decision = 'allowed' | 'refused' | 'unknown';

/** Decides as IAM does: a Deny that matches beats every Allow, and nothing that matches is a refusal. */
export function decision(document: Json | undefined, request: Request): Decision {
  if (unknownIn(document) !== undefined) return 'unknown';
  const written = at(document, 'Statement');
  const matching = objects(isObject(written) ? [written] : written).map(statement => ({
    effect: statement['Effect'],
    matches: matches(statement, request),
  }));
  const says = (effect: string, value: Decision): boolean =>
    matching.some(one => one.effect === effect && one.matches === value);
  if (says('Deny', 'allowed')) return 'refused';
  if (says('Allow', 'allowed')) return says('Deny', 'unknown') ? 'unknown' : 'allowed';
  return says('Allow', 'unknown') ? 'unknown' : 'refused';
}

function matches(statement: Statement, { service, action, resource, sends }: Request): Decision {
  const named = principals(statement).some(
    ({ kind, name }) => (kind === 'AWS' && name === '*') || (kind === 'Service' && name === service),
  );
  const resources = many(statement['Resource']);
  const covered =
    statement['NotResource'] === undefined &&
    (resources.length === 0 || resources.some(pattern => glob(asText(pattern), resource)));
  if (!named || !covered || !acts(statement, action)) return 'refused';
  return holds(statement['Condition'], sends);
}

function holds(condition: Json | undefined, sends: Request['sends']): Decision {
  if (!isObject(condition)) return 'allowed';
  const parts = Object.entries(condition).flatMap(([operator, keys]) =>
    isObject(keys) ? Object.entries(keys).map(([key, wanted]) => test(operator, sends[key.toLowerCase()], wanted)) : [],
  );
  if (parts.includes('refused')) return 'refused';
  return parts.includes('unknown') ? 'unknown' : 'allowed';
}

function test(operator: string, sent: string | undefined, wanted: Json): Decision {
  if (sent === undefined) return 'unknown';
  const [, negated, comparison] = /^(?:String|Arn|Bool)(Not)?(Equals|Like|EqualsIgnoreCase)?$/.exec(operator) ?? [];
  if (operator.startsWith('Numeric')) return numeric(operator, Number(sent), wanted);
  if (comparison === undefined && operator !== 'Bool') return 'unknown';
  const same = many(wanted).some(value =>
    comparison === 'Like' || operator.startsWith('Arn') ? glob(asText(value), sent) : asText(value) === sent,
  );
  return same === (negated === undefined) ? 'allowed' : 'refused';
}

function numeric(operator: string, sent: number, wanted: Json): Decision {
  const limits = many(wanted).map(Number);
  if (operator === 'NumericLessThan') return limits.some(limit => sent < limit) ? 'allowed' : 'refused';
  if (operator === 'NumericGreaterThanEquals') return limits.some(limit => sent >= limit) ? 'allowed' : 'refused';
  return 'unknown';
}

/** `*` any run of characters, `?` one, without a regular expression that could run away. */
export function glob(pattern: string, value: string): boolean {
  let [p, v, star, resume] = [0, 0, -1, 0];
  while (v < value.length) {
    if (pattern[p] === '*') {
      star = p++;
      resume = v;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === value[v])) {
      p++;
      v++;
    } else if (star !== -1) {
      p = star + 1;
      v = ++resume;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
