import { acts, allowing, principals } from '../facts/policy-document';
import { roleOf } from '../facts/roles';
import { unknownIn } from '../marks';
import type { Resource } from '../model';
import { stands, unproven, weak, type Context, type Rule, type Verdict } from '../rule';

/** Lambda may take the function's role, and nobody besides AWS services. */
export const serviceRoleTaken: Rule = {
  id: 'service/role-taken',
  layer: 'service',
  reason:
    "Whoever else may take the function's role reads and writes what the function may, past every check the function makes.",
  fix: 'In AssumeRolePolicyDocument allow sts:AssumeRole to lambda.amazonaws.com, and to no account, user or federation.',
  check({ route: { integration } }, context) {
    const role = integration.function === undefined ? undefined : roleOf(context.model, integration.function);
    return role === undefined ? [] : context.once(serviceRoleTaken.id, role, () => judge(role, context));
  },
};

function judge(role: Resource, { properties }: Context): readonly Verdict[] {
  const { AssumeRolePolicyDocument: document } = properties(role);
  const where = { resource: role, property: 'AssumeRolePolicyDocument' };
  const reason = unknownIn(document);
  if (reason !== undefined) return [unproven(where, reason)];
  const takers = allowing(document).flatMap(({ statement, index }) =>
    acts(statement, 'sts:AssumeRole') || acts(statement, 'sts:AssumeRoleWithWebIdentity')
      ? principals(statement).map(principal => ({ ...principal, index }))
      : [],
  );
  const other = takers.find(({ kind, name }) => kind !== 'Service' || !/^[\w.-]+\.amazonaws\.com(?:\.cn)?$/.test(name));
  if (other !== undefined)
    return [
      weak({ resource: role, property: `${where.property}.Statement.${other.index}` }, `${other.name} may take it`),
    ];
  return takers.some(({ name }) => name === 'lambda.amazonaws.com')
    ? [stands(where, 'Lambda may take it')]
    : [weak(where, 'Lambda may not take it, so the function cannot run as written')];
}
