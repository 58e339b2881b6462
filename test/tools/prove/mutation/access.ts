import type { Json } from '../../../../tools/prove/json';
import { asText, isList, isRecord } from '../../../../tools/prove/values';

/** IAM's decision, as far as our policies need it: principals, actions and equality conditions. Allow only. */

export interface Caller {
  readonly arn: string;
  readonly account: string;
  /** What it may by its own policies. */
  readonly rights: readonly Statement[];
}

export type Statement = Readonly<Record<string, Json>>;

/** A request's own facts: `kms:MessageType`, `kms:ViaService`. */
type Facts = Readonly<Record<string, string>>;

const listed = (value: Json | undefined): readonly Json[] =>
  value === undefined ? [] : isList(value) ? value : [value];

export const statementsOf = (document: Json | undefined): readonly Statement[] =>
  listed(isRecord(document) ? document['Statement'] : undefined).filter(isRecord);

const like = (pattern: Json, text: string): boolean =>
  new RegExp(
    `^${asText(pattern)
      .replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')}$`,
    'i',
  ).test(text);

/** ArnEquals takes wildcards (IAM reference); StringEquals does not. */
function meets(condition: Json | undefined, facts: Facts): boolean {
  if (!isRecord(condition)) return true;
  return Object.entries(condition).every(
    ([operator, keys]) =>
      isRecord(keys) &&
      Object.entries(keys).every(([key, wanted]) =>
        listed(wanted).some(value =>
          operator.startsWith('Arn') ? like(value, facts[key] ?? '') : value === (facts[key] ?? ''),
        ),
      ),
  );
}

const acts = (statement: Statement, action: string, facts: Facts): boolean =>
  statement['Effect'] === 'Allow' &&
  listed(statement['Action']).some(pattern => like(pattern, action)) &&
  meets(statement['Condition'], facts);

/** By the caller's own policies. */
export const mayByOwn = ({ rights }: Caller, action: string, facts: Facts): boolean =>
  rights.some(statement => acts(statement, action, facts));

/** By a key's policy: at once, or through the account that it names and the caller's own policies. */
export function mayWithKey(caller: Caller, action: string, policy: Json | undefined, request: Facts): boolean {
  const facts = { ...request, 'aws:PrincipalArn': caller.arn };
  return statementsOf(policy)
    .filter(statement => acts(statement, action, facts))
    .flatMap(({ Principal }) => listed(isRecord(Principal) ? Principal['AWS'] : Principal))
    .some(
      principal =>
        principal === '*' ||
        principal === caller.arn ||
        (principal === `arn:aws:iam::${caller.account}:root` && mayByOwn(caller, action, facts)),
    );
}
