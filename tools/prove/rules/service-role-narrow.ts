import { rightsOf, roleOf, type Rights } from '../facts/roles';
import { forFunctions, managedWildcard, wildcardIn } from '../facts/wildcards';
import { unknownIn } from '../marks';
import type { Resource } from '../model';
import { stands, unproven, weak, type Context, type Rule, type Verdict } from '../rule';
import { asText } from '../values';

/** The function's role lets it do what it is for, and no more. */
export const serviceRoleNarrow: Rule = {
  id: 'service/role-narrow',
  layer: 'service',
  reason:
    "Whoever gets the function to do their bidding has the role's rights: with a wildcard that is everybody's data, or the account.",
  fix: 'Name the actions and the ARNs the function needs. Where an action has no resource, or the name is not known, add a Condition that narrows it (kms:ViaService, cloudwatch:namespace, aws:ResourceTag …).',
  check({ route: { integration } }, context) {
    const fn = integration.function;
    return fn === undefined ? [] : context.once(serviceRoleNarrow.id, fn, () => judge(fn, context));
  },
};

function judge(fn: Resource, { model, properties }: Context): readonly Verdict[] {
  const { Role } = properties(fn);
  const role = roleOf(model, fn);
  const where = { resource: fn, property: 'Role' };
  if (role === undefined)
    return [unproven(where, unknownIn(Role) ?? `the role ${asText(Role)} is in none of the templates given`)];
  const { statements, managed } = rightsOf(model, role);
  const found = [...statements.flatMap(judgeStatement), ...managed.flatMap(judgeManaged)];
  return found.length > 0
    ? found
    : [stands({ resource: role }, `${statements.length} statements, none with a wildcard`)];
}

function judgeStatement({ where, statement }: Rights['statements'][number]): readonly Verdict[] {
  const wildcard = wildcardIn(statement);
  if (wildcard !== undefined) return [weak(where, `allows ${wildcard}`)];
  const reason = unknownIn(statement);
  return reason === undefined ? [] : [unproven(where, reason)];
}

function judgeManaged({ where, arn }: Rights['managed'][number]): readonly Verdict[] {
  const written = asText(arn);
  const name = /:iam::aws:policy\/(.+)$/.exec(written)?.[1] ?? (/^\w+$/.test(written) ? written : undefined);
  const wide = name === undefined ? undefined : managedWildcard(name);
  if (wide !== undefined) return [weak(where, `the managed policy ${wide} gives away whole services`)];
  if (name !== undefined && (forFunctions.test(name) || forFunctions.test(`service-role/${name}`))) return [];
  return [
    unproven(where, unknownIn(arn) ?? `what the managed policy ${name ?? written} allows is not in the templates`),
  ];
}
