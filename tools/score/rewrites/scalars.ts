import type { Json } from '../../prove/json';
import { isList, isRecord } from '../../prove/values';
import { isReference } from '../operators';
import { ofValues, type Rewrite } from './rewrite';

/** CloudFormation takes scalars of any kind for each other; IAM takes one for a list of one. */

const wide = ['Action', 'Resource', 'Service', 'AWS', 'aws:PrincipalArn'];

/** Edits the named values of policy statements, and of what is in them. */
const inStatements =
  (names: readonly string[], edit: (value: Json) => Json) =>
  (value: Json): Json => {
    const walk = (part: Json): Json =>
      isRecord(part) && !isReference(part)
        ? Object.fromEntries(
            Object.entries(part).map(([key, inner]) => [key, names.includes(key) ? edit(walk(inner)) : walk(inner)]),
          )
        : part;
    return isRecord(value) && 'Effect' in value ? walk(value) : value;
  };

const single = (value: Json): Json => (isList(value) && value.length === 1 ? (value[0] ?? value) : value);
const listed = (value: Json): Json => (typeof value === 'string' || isReference(value) ? [value] : value);

export const scalars: readonly Rewrite[] = [
  ofValues('numbers as texts', value => (typeof value === 'number' ? String(value) : value)),
  ofValues('numbers in texts as numbers', value =>
    typeof value === 'string' && /^[1-9]\d{0,8}$/.test(value) ? Number(value) : value,
  ),
  ofValues('booleans as texts', value => (typeof value === 'boolean' ? String(value) : value)),
  ofValues('booleans in texts as booleans', value => (value === 'true' ? true : value === 'false' ? false : value)),
  ofValues('one as a list of one, in policies', inStatements(wide, listed)),
  ofValues('a single statement without a list', (value, key) => (key === 'Statement' ? single(value) : value)),
];
