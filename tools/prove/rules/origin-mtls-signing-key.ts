import type { Json } from '../json';
import { authorities } from '../facts/authorities';
import { takenByOthers } from '../facts/issuing-roles';
import { grouped, oncePer } from '../facts/once-per';
import { acts, allowing, many, narrows, principals, type Statement } from '../facts/policy-document';
import { at, text } from '../graph/lookups';
import type { Where } from '../graph/types';
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

function judge(alias: string, where: Where, { model, properties }: Context): readonly Verdict[] {
  const [named] = aliases(model).get(alias) ?? [];
  const key = named === undefined ? undefined : target(model, properties(named)['TargetKeyId']);
  if (key === undefined) return [unproven(where, `the key behind ${alias} is in none of the templates given`)];
  const { KeyPolicy } = properties(key);
  const place = { resource: key, property: 'KeyPolicy' };
  const reason = unknownIn(KeyPolicy);
  if (reason !== undefined) return [unproven(place, reason)];
  if (KeyPolicy === undefined) return [weak(place, "without a policy the account's IAM decides who may sign")];
  const open = openedBy(key, KeyPolicy);
  if (open !== undefined) return [open];
  const taken = rolesThatSign(KeyPolicy)
    .flatMap(name => roleNames(model).get(name) ?? [])
    .flatMap(role => takenByOthers(role, properties(role)));
  return taken.length > 0 ? taken : [stands(place, 'only named roles may sign')];
}

function openedBy(key: Resource, policy: Json): Verdict | undefined {
  const finders: readonly (readonly [string, (statement: Statement) => boolean])[] = [
    ['more than named roles may sign', one => acts(one, 'kms:Sign') && isWide(one)],
    ['whom it names may grant signing on', one => acts(one, 'kms:CreateGrant') && isWide(one)],
    // The account itself may change the policy: somebody must. Nobody else may.
    ['strangers may rewrite the policy', one => acts(one, 'kms:PutKeyPolicy') && isStrange(one)],
  ];
  for (const [says, applies] of finders) {
    const found = allowing(policy).find(({ statement }) => applies(statement));
    if (found !== undefined) return weak({ resource: key, property: `KeyPolicy.Statement.${found.index}` }, says);
  }
  return undefined;
}

/** The account's root stands for whoever its IAM policies let, so it needs a condition that names them. */
const isWide = (statement: Statement): boolean =>
  !narrows(statement['Condition']) &&
  principals(statement).some(({ kind, name }) => kind !== 'Service' && !/^arn:[^:]*:iam::.*:role\/[^*]+$/.test(name));

const isStrange = (statement: Statement): boolean =>
  !narrows(statement['Condition']) && principals(statement).some(({ name }) => name.includes('*'));

function rolesThatSign(policy: Json): readonly string[] {
  return allowing(policy)
    .filter(({ statement }) => acts(statement, 'kms:Sign'))
    .flatMap(({ statement }) => [
      ...principals(statement).map(({ name }) => name),
      ...conditionsOf(statement).flatMap(keys => many(at(keys, 'aws:PrincipalArn'))),
    ])
    .flatMap(arn => (typeof arn === 'string' ? (/:role\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1] ?? []) : []));
}

const conditionsOf = ({ Condition }: Statement): readonly Json[] =>
  isObject(Condition) ? Object.values(Condition) : [];
