import type { Json } from '../json';
import { authorities } from '../facts/authorities';
import { grouped, oncePer } from '../facts/once-per';
import { acts, allowing, many, narrows, principals, type Statement } from '../facts/policy-document';
import { at, text } from '../graph/lookups';
import { target, unknownIn } from '../marks';
import { isObject, type Model, type Resource } from '../model';
import { stands, unproven, weak, type Context, type Rule, type Verdict } from '../rule';

/** Only named roles may sign with the key of the CA that the origin trusts. */
export const originMtlsSigningKey: Rule = {
  id: 'origin-mtls/signing-key',
  layer: 'origin-mtls',
  reason:
    "Whoever may sign with the CA's key makes a certificate of their own and calls the origin as if they were the edge.",
  fix: 'In the key policy allow kms:Sign only under a condition on aws:PrincipalArn that names the issuing roles, and let only lambda.amazonaws.com assume those.',
  check({ hops: [front, origin] }, context) {
    if (front?.kind !== 'cloudfront' || origin?.kind !== 'domain') return [];
    const uri = at(origin.properties, 'MutualTlsAuthentication.TruststoreUri');
    const { resource } = origin.where;
    return context.once(originMtlsSigningKey.id, resource, () =>
      [...authorities(context.model, uri).keys.keys()]
        .filter(key => key.startsWith('alias/'))
        .flatMap(alias => judge(alias, { resource, property: 'MutualTlsAuthentication.TruststoreUri' }, context)),
    );
  },
};

const aliases = oncePer((model: Model) =>
  grouped(model.ofType('AWS::KMS::Alias'), alias => text(model.properties(alias)['AliasName'])),
);
const roleNames = oncePer((model: Model) =>
  grouped(model.ofType('AWS::IAM::Role'), role => text(model.properties(role)['RoleName'])),
);

function judge(alias: string, where: Verdict['where'], { model, properties }: Context): readonly Verdict[] {
  const [named] = aliases(model).get(alias) ?? [];
  const key = named === undefined ? undefined : target(model, properties(named)['TargetKeyId']);
  if (key === undefined) return [unproven(where, `the key behind ${alias} is in none of the templates given`)];
  const { KeyPolicy } = properties(key);
  const place = { resource: key, property: 'KeyPolicy' };
  const reason = unknownIn(KeyPolicy);
  if (reason !== undefined) return [unproven(place, reason)];
  const signers = allowing(KeyPolicy).filter(({ statement }) => acts(statement, 'kms:Sign'));
  const wide = signers.find(({ statement }) => isWide(statement));
  if (wide !== undefined)
    return [weak({ resource: key, property: `KeyPolicy.Statement.${wide.index}` }, 'more than named roles may sign')];
  const grants = allowing(KeyPolicy).find(({ statement }) => acts(statement, 'kms:CreateGrant') && isWide(statement));
  if (grants !== undefined)
    return [
      weak({ resource: key, property: `KeyPolicy.Statement.${grants.index}` }, 'anyone it names may grant signing on'),
    ];
  const roles = signers
    .flatMap(({ statement }) => rolesNamed(statement))
    .flatMap(name => roleNames(model).get(name) ?? []);
  const assumable = roles.flatMap(role => assumedByOthers(role, properties(role)));
  return [...assumable, ...(assumable.length > 0 ? [] : [stands(place, 'only named roles may sign')])];
}

/** The account's root stands for whoever its IAM policies let, so it needs a condition that names them. */
const isWide = (statement: Statement): boolean =>
  !narrows(statement['Condition']) &&
  principals(statement).some(({ kind, name }) => kind !== 'Service' && !/^arn:[^:]*:iam::.*:role\/[^*]+$/.test(name));

function rolesNamed(statement: Statement): readonly string[] {
  const conditions = isObject(statement['Condition']) ? Object.values(statement['Condition']) : [];
  const arns: readonly Json[] = [
    ...principals(statement).map(({ name }) => name),
    ...conditions.flatMap(keys => many(at(keys, 'aws:PrincipalArn'))),
  ];
  return arns.flatMap(arn => (typeof arn === 'string' ? (/:role\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1] ?? []) : []));
}

function assumedByOthers(
  role: Resource,
  { AssumeRolePolicyDocument }: Readonly<Record<string, Json>>,
): readonly Verdict[] {
  return allowing(AssumeRolePolicyDocument)
    .filter(({ statement }) => principals(statement).some(({ kind, name }) => kind !== 'Service' || name.includes('*')))
    .map(({ index }) =>
      weak(
        { resource: role, property: `AssumeRolePolicyDocument.Statement.${index}` },
        'more than a service may take this role, and sign with it',
      ),
    );
}
