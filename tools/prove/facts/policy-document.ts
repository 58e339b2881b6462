import type { Json } from '../json';
import { at, list, objects } from '../graph/lookups';
import { isObject } from '../model';
import { asText } from '../values';

/** Readings of IAM policy documents: who is let do what. */

export type Statement = Readonly<Record<string, Json>>;

export const allowing = (document: Json | undefined): readonly { statement: Statement; index: number }[] =>
  objects(isObject(at(document, 'Statement')) ? [at(document, 'Statement') ?? null] : at(document, 'Statement'))
    .map((statement, index) => ({ statement, index }))
    .filter(({ statement }) => statement['Effect'] === 'Allow');

export const many = (value: Json | undefined): readonly Json[] =>
  value === undefined ? [] : Array.isArray(value) ? list(value) : [value];

/** Whether a statement's actions take in this one (`kms:Sign`), wildcards and `NotAction` included. */
export function acts(statement: Statement, action: string): boolean {
  if (statement['NotAction'] !== undefined) return !many(statement['NotAction']).some(pattern => like(pattern, action));
  return many(statement['Action']).some(pattern => like(pattern, action));
}

function like(pattern: Json, action: string): boolean {
  const wanted = asText(pattern).toLowerCase();
  const star = wanted.indexOf('*');
  const name = action.toLowerCase();
  return star === -1 ? wanted === name : name.startsWith(wanted.slice(0, star));
}

/** The principals a statement names: `*`, ARNs, account ids, services. */
export function principals(statement: Statement): readonly { readonly kind: string; readonly name: string }[] {
  const written = statement['Principal'];
  if (statement['NotPrincipal'] !== undefined) return [{ kind: 'AWS', name: '*' }];
  if (!isObject(written)) return many(written).map(name => ({ kind: 'AWS', name: asText(name) }));
  return Object.entries(written).flatMap(([kind, names]) => many(names).map(name => ({ kind, name: asText(name) })));
}

/** Condition keys that say who asks, or for what. */
const telling = new Set([
  'aws:principalarn',
  'aws:principalaccount',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:sourcevpce',
  'aws:sourcevpc',
  's3:dataaccesspointaccount',
]);

/** Whether a condition narrows down who asks: by equality with something that is not everything. */
export function narrows(condition: Json | undefined): boolean {
  if (!isObject(condition)) return false;
  return Object.entries(condition).some(
    ([operator, keys]) =>
      /^(?:ForAnyValue:)?(?:Arn|String)(?:Equals|Like|EqualsIgnoreCase)$/.test(operator) &&
      isObject(keys) &&
      Object.entries(keys).some(
        ([key, values]) =>
          telling.has(key.toLowerCase()) &&
          many(values).length > 0 &&
          many(values).every(value => typeof value === 'string' && !/^(?:\*|arn:aws:iam::\*.*)$/.test(value)),
      ),
  );
}
