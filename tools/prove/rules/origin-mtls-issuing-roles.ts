import type { Json } from '../json';
import { authorities } from '../facts/authorities';
import { judgePermission, permissionsOn } from '../facts/invocation';
import { namesTag, reachesAll, takenByOthers } from '../facts/issuing-roles';
import { acts, many } from '../facts/policy-document';
import { rightsOf, roleOf } from '../facts/roles';
import { at, functionOf } from '../graph/lookups';
import { mentions, unknownIn } from '../marks';
import type { Resource } from '../model';
import { stands, unproven, weak, type Context, type Rule, type Verdict } from '../rule';
import { asText } from '../values';

/** What issues the edge's certificate and publishes the truststore can do that, and be taken over by nobody. */
export const originMtlsIssuingRoles: Rule = {
  id: 'origin-mtls/issuing-roles',
  layer: 'origin-mtls',
  reason:
    'A custom resource decides what the origin trusts. Whoever can take the role of its function, invokes it, or finds that it may sign with any key, write any object or replace any certificate, decides that instead.',
  fix: 'Let only lambda.amazonaws.com assume the roles of these functions; give kms:Sign one key (or a condition on kms:RequestAlias) s3:PutObject the prefix they publish to, acm:ImportCertificate a condition on a tag; set SourceArn on every permission to invoke them.',
  check({ hops: [front, origin] }, context) {
    if (front?.kind !== 'cloudfront' || origin?.kind !== 'domain') return [];
    const uri = at(origin.properties, 'MutualTlsAuthentication.TruststoreUri');
    const certificate = at(front.origin, 'CustomOriginConfig.OriginMtlsConfig.ClientCertificateArn');
    const { id } = originMtlsIssuingRoles;
    const makersOf = (value: Json | undefined): readonly Resource[] => authorities(context.model, value).makers;
    return [
      ...context.once(`${id} trusted`, origin.where.resource, () => makersOf(uri)),
      ...context.once(`${id} ${front.originPath}`, front.where.resource, () => makersOf(certificate)),
    ].flatMap(maker => context.once(id, maker, () => judge(maker, context)));
  },
};

function judge(maker: Resource, context: Context): readonly Verdict[] {
  const { model, properties } = context;
  const { ServiceToken } = properties(maker);
  const where = { resource: maker, property: 'ServiceToken' };
  const fn = functionOf(model, ServiceToken);
  const role = fn === undefined ? undefined : roleOf(model, fn);
  if (fn === undefined || role === undefined)
    return [
      unproven(where, unknownIn(ServiceToken) ?? 'what makes it, or its role, is in none of the templates given'),
    ];
  const found = [...takenByOthers(role, properties(role)), ...widths(role, context), ...invokers(fn, context)];
  return found.length > 0 ? found : [stands(where, `${fn.logicalId}, as ${role.logicalId}`)];
}

/** Statements that let the role do more than issue its certificate, or publish its truststore. */
function widths(role: Resource, { model }: Context): readonly Verdict[] {
  return rightsOf(model, role).statements.flatMap(({ where: place, statement }) => {
    if (many(statement['Action']).some(action => /^(?:[a-z0-9-]+:)?\*$/i.test(asText(action))))
      return [weak(place, 'it may do anything with what the statement names')];
    const signs = acts(statement, 'kms:Sign') && reachesAll(statement) && !namesKey(statement['Condition']);
    const writes = acts(statement, 's3:PutObject') && reachesAll(statement);
    if (signs || writes) return [weak(place, signs ? 'it may sign with any key' : 'it may write any object')];
    const imports = acts(statement, 'acm:ImportCertificate') && reachesAll(statement);
    return imports && !namesTag(statement['Condition']) ? [weak(place, 'it may replace any certificate')] : [];
  });
}

/** CloudFormation invokes the function with rights of its own; whoever has a permission says what is signed as well. */
function invokers(fn: Resource, context: Context): readonly Verdict[] {
  return permissionsOn(context.model, fn).flatMap(permission => {
    const verdict = judgePermission(permission, context);
    if (verdict.status !== 'stands') return [verdict];
    const { Principal, SourceArn } = context.properties(permission);
    const foreign = asText(Principal).endsWith('.amazonaws.com') && mentions(context.model, SourceArn).length === 0;
    return foreign ? [unproven(verdict.where, 'may be invoked by what is in none of the templates given')] : [];
  });
}

/** A key that another stack made is named by the alias in the request. */
const namesKey = (condition: Parameters<typeof at>[0]): boolean =>
  ['StringEquals', 'ForAnyValue:StringEquals'].some(operator =>
    ['kms:RequestAlias', 'kms:ResourceAliases'].some(key => typeof at(at(condition, operator), key) === 'string'),
  );
