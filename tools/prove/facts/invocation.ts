import { functionOf, text } from '../graph/lookups';
import { mentions, unknownIn } from '../marks';
import type { Model, Resource } from '../model';
import { stands, unproven, weak, type Context, type Verdict } from '../rule';
import { asText } from '../values';
import { grouped, oncePer } from './once-per';

/** Who may invoke a function past what the templates show: AWS::Lambda::Permission. */

const permissions = oncePer((model: Model) =>
  grouped(model.ofType('AWS::Lambda::Permission'), permission =>
    functionOf(model, model.properties(permission)['FunctionName']),
  ),
);

/** The permissions on a function, of any of the templates. */
export const permissionsOn = (model: Model, fn: Resource): readonly Resource[] => permissions(model).get(fn) ?? [];

/** Whether a permission names who invokes the function closely enough: a source, an account, an organization. */
export function judgePermission(resource: Resource, { model, properties }: Context): Verdict {
  const { Principal, SourceArn, PrincipalOrgID, FunctionUrlAuthType } = properties(resource);
  const where = { resource, property: 'SourceArn' };
  const reason = unknownIn(SourceArn) ?? unknownIn(Principal);
  if (reason !== undefined) return unproven(where, reason);
  const who = text(Principal) ?? '*';
  if (who === '*') {
    // The URL of a function is a path of its own, and is judged there.
    if (opensUrl(resource, properties) && FunctionUrlAuthType !== 'AWS_IAM') return stands(where, 'a function URL');
    return PrincipalOrgID === undefined
      ? weak({ resource, property: 'Principal' }, 'anyone may invoke the function')
      : stands({ resource, property: 'PrincipalOrgID' }, asText(PrincipalOrgID));
  }
  if (!who.endsWith('.amazonaws.com')) return ofAccount(resource, who);
  const arn = text(SourceArn) ?? '';
  if (arn === '') return weak(where, `any source at ${who} may invoke the function`);
  const sources = mentions(model, arn);
  if (/^(?:\*$|arn:[^:]*:[^:]*:[^:]*:[^:]*:\*)/.test(arn))
    return weak(where, `${arn}: any source of the account, or of all accounts, may invoke the function`);
  return who === 'apigateway.amazonaws.com' && sources.length === 0
    ? unproven(where, `an API that is in none of the templates may invoke the function (${arn})`)
    : stands(where, arn);
}

const opensUrl = (resource: Resource, properties: Context['properties']): boolean => {
  const { Action, FunctionUrlAuthType, InvokedViaFunctionUrl } = properties(resource);
  const viaUrl = InvokedViaFunctionUrl === true || InvokedViaFunctionUrl === 'true';
  return FunctionUrlAuthType === 'NONE' || viaUrl || Action === 'lambda:InvokeFunctionUrl';
};

/** An account or role of one's own may be let in by name; another account is somebody else's to guard. */
function ofAccount(resource: Resource, who: string): Verdict {
  const where = { resource, property: 'Principal' };
  const account = /^(\d{12})$/.exec(who)?.[1] ?? /^arn:[^:]*:(?:iam|sts)::(\d{12}):/.exec(who)?.[1];
  return account !== undefined && resource.stack.account !== account
    ? weak(where, `account ${account} may invoke the function`)
    : stands(where, who);
}
