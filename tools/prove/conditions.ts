import type { Json } from './json';
import { hasMark, unknownIn } from './marks';
import { asText, isList, isRecord, tooDeep } from './values';

export type Truth = boolean | 'unknown';

/** What a condition may ask for: other conditions, by name, and values. */
export interface Operands {
  condition(name: string): Truth;
  value(written: Json): Json | undefined;
}

/** Whether a condition holds. `unknown` spreads, except where the other operands decide without it. */
export function truth(written: Json, operands: Operands, depth = 0): Truth {
  if (typeof written === 'boolean') return written;
  if (!isRecord(written) || depth > tooDeep) return 'unknown';
  const [key = ''] = Object.keys(written);
  const argument = written[key] ?? null;
  const parts = isList(argument) ? argument : [];
  const inner = (part: Json): Truth => truth(part, operands, depth + 1);
  switch (key) {
    case 'Condition':
      return operands.condition(asText(argument));
    case 'Fn::Not':
      return not(inner(parts[0] ?? null));
    case 'Fn::And':
      return parts.length === 0 ? 'unknown' : all(parts.map(inner));
    case 'Fn::Or':
      return parts.length === 0 ? 'unknown' : not(all(parts.map(part => not(inner(part)))));
    case 'Fn::Equals':
      return parts.length === 2 ? equal(parts.map(part => operands.value(part))) : 'unknown';
    default:
      return 'unknown';
  }
}

const not = (value: Truth): Truth => (value === 'unknown' ? value : !value);

function all(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.includes('unknown') ? 'unknown' : true;
}

function equal([one, other]: readonly (Json | undefined)[]): Truth {
  if (unknownIn(one) !== undefined || unknownIn(other) !== undefined) return 'unknown';
  const [left, right] = [asText(one), asText(other)];
  if (left === right) return true;
  // What a mark stands for is settled at deployment, and may turn out to be the very text it is compared with.
  return hasMark(left) || hasMark(right) ? 'unknown' : false;
}
