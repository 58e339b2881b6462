import type { Json } from '../json';
import { at } from '../graph/lookups';
import { asText } from '../values';
import { allowing, narrows, principals, type Statement } from './policy-document';

/** The first statement of a policy that lets anyone in, whoever they are; its index. */
export function openStatement(document: Json | undefined): number | undefined {
  return allowing(document).find(
    ({ statement }) =>
      isForAnyone(statement) && !narrows(statement['Condition']) && !ofOneAccount(statement['Condition']),
  )?.index;
}

const isForAnyone = (statement: Statement): boolean =>
  principals(statement).some(({ kind, name }) => kind === 'AWS' && /^(?:arn:[^:]*:iam::)?\*/.test(name));

/** What AWS itself writes for keys that a whole account uses through one service. */
const ofOneAccount = (condition: Json | undefined): boolean =>
  /^\d{12}$|^⟦AWS::AccountId⟧$/.test(asText(at(condition, 'StringEquals.kms:CallerAccount')));
