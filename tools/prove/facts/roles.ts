import type { Json } from '../json';
import { objects, text } from '../graph/lookups';
import type { Where } from '../graph/types';
import { splitOutsideMarks, target } from '../marks';
import type { Model, Resource } from '../model';
import { oncePer } from './once-per';
import { allowing, many, type Statement } from './policy-document';

/** What a role may do, gathered from everywhere a template can write it. */
export interface Rights {
  readonly statements: readonly { readonly where: Where; readonly statement: Statement }[];
  /** Managed policies that are in none of the templates, by ARN. */
  readonly managed: readonly { readonly where: Where; readonly arn: Json }[];
}

/** The role a function runs as, by reference or by the name in its ARN. */
export function roleOf(model: Model, fn: Resource): Resource | undefined {
  return roleNamed(model, model.properties(fn)['Role']);
}

function roleNamed(model: Model, value: Json | undefined): Resource | undefined {
  const referred = target(model, value);
  if (referred !== undefined) return referred.type === 'AWS::IAM::Role' ? referred : undefined;
  if (typeof value !== 'string') return undefined;
  const name = splitOutsideMarks(value, '/').at(-1) ?? value;
  return target(model, name) ?? named(model).get(name);
}

const named = oncePer(
  (model: Model) =>
    new Map(
      model.ofType('AWS::IAM::Role').flatMap(role => {
        const name = text(model.properties(role)['RoleName']);
        return name === undefined ? [] : [[name, role] as const];
      }),
    ),
);

export function rightsOf(model: Model, role: Resource): Rights {
  const properties = model.properties(role);
  const inline = objects(properties['Policies']).flatMap((policy, i) =>
    inDocument({ resource: role, property: `Policies.${i}.PolicyDocument` }, policy['PolicyDocument']),
  );
  const written = (attached(model).get(role) ?? []).flatMap(policy =>
    inDocument({ resource: policy, property: 'PolicyDocument' }, model.properties(policy)['PolicyDocument']),
  );
  const managed = many(properties['ManagedPolicyArns']).map((arn, i) => ({
    where: { resource: role, property: `ManagedPolicyArns.${i}` },
    arn,
  }));
  const ours = managed.flatMap(({ arn }) => {
    const policy = target(model, arn);
    return policy?.type === 'AWS::IAM::ManagedPolicy'
      ? inDocument({ resource: policy, property: 'PolicyDocument' }, model.properties(policy)['PolicyDocument'])
      : [];
  });
  return {
    statements: [...inline, ...written, ...ours],
    managed: managed.filter(({ arn }) => target(model, arn)?.type !== 'AWS::IAM::ManagedPolicy'),
  };
}

const inDocument = ({ resource, property }: Where, document: Json | undefined): Rights['statements'] =>
  allowing(document).map(({ statement, index }) => ({
    where: { resource, property: `${property ?? ''}.Statement.${index}` },
    statement,
  }));

const policyTypes = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy'];

const attached = oncePer((model: Model): ReadonlyMap<Resource, readonly Resource[]> => {
  const found = new Map<Resource, Resource[]>();
  for (const policy of model.ofType(...policyTypes)) {
    const { Roles, RoleName } = model.properties(policy);
    for (const name of [...many(Roles), ...many(RoleName)]) {
      const role = roleNamed(model, name);
      if (role === undefined) continue;
      const same = found.get(role);
      if (same === undefined) found.set(role, [policy]);
      else same.push(policy);
    }
  }
  return found;
});
