import type { Json } from '../json';
import { at, objects, text } from '../graph/lookups';
import type { CloudFrontHop, Path, Where } from '../graph/types';
import { splitOutsideMarks, target, unknownIn } from '../marks';
import { isObject, type Model, type Resource } from '../model';
import type { Context } from '../rule';
import { grouped, oncePer } from './once-per';

/** What a rule does with a request that it matches. `group`: what the rules of a managed group do. */
export type Effect = 'block' | 'count' | 'allow' | 'group' | 'unknown';

export interface AclRule {
  readonly where: Where;
  readonly name: string;
  readonly effect: Effect;
  readonly statement: Readonly<Record<string, Json>>;
}

/** The web ACL that a path meets, and where it is named. */
export interface Attached {
  /** Where it is named, or should be. */
  readonly where: Where;
  readonly named: Json | undefined;
  /** Undefined: none is named, or it is in none of the templates. */
  readonly acl: Resource | undefined;
  /** It stands behind a distribution, so every request comes from one of CloudFront's addresses. */
  readonly behindEdge: boolean;
}

/** Undefined: no web ACL can be attached anywhere on this path. */
export function attachedTo(path: Path, { model, properties }: Context): Attached | undefined {
  const front = path.hops.find((hop): hop is CloudFrontHop => hop.kind === 'cloudfront');
  const named = front?.distribution['WebACLId'];
  const written = named !== undefined && named !== '';
  const association = associationOf(path, model);
  if (front !== undefined && (written || association === undefined)) {
    const where = { resource: front.where.resource, property: 'DistributionConfig.WebACLId' };
    return { where, named: written ? named : undefined, acl: target(model, named), behindEdge: false };
  }
  if (association !== undefined) {
    const arn = properties(association)['WebACLArn'];
    const where = { resource: association, property: 'WebACLArn' };
    return { where, named: arn, acl: target(model, arn), behindEdge: front !== undefined };
  }
  const place = path.api.kind === 'rest' ? path.stage?.where : path.hops.find(isBalancer)?.where;
  return place === undefined ? undefined : { where: place, named: undefined, acl: undefined, behindEdge: false };
}

const isBalancer = ({ kind }: { readonly kind: string }): boolean => kind === 'load-balancer';

interface Association {
  readonly resource: Resource;
  /** What it is associated with: a balancer or stage, or the API of a stage that is named. */
  readonly subject: Resource;
  /** The stage's name, or a reference to it. */
  readonly stage?: string;
}

/**
 * By subject. `arn:aws:apigateway:<region>::/restapis/<api>/stages/<stage>` (`/apis/…` for HTTP APIs) by Join, Sub or hand,
 * a stage's own attribute, a balancer's Ref.
 */
const associations = oncePer((model: Model) =>
  grouped(
    model.ofType('AWS::WAFv2::WebACLAssociation').flatMap((resource): readonly Association[] => {
      const arn = model.properties(resource)['ResourceArn'];
      if (typeof arn !== 'string') return [];
      const direct = target(model, arn);
      if (direct !== undefined) return [{ resource, subject: direct }];
      const parts = splitOutsideMarks(arn, '/');
      const at_ = parts.findIndex(part => part === 'restapis' || part === 'apis');
      const api = at_ === -1 || parts[at_ + 2] !== 'stages' ? undefined : target(model, parts[at_ + 1]);
      return api === undefined ? [] : [{ resource, subject: api, stage: parts[at_ + 3] ?? '' }];
    }),
    ({ subject }) => subject,
  ),
);

function associationOf({ api, stage, hops }: Path, model: Model): Resource | undefined {
  const bySubject = associations(model);
  const places = [...hops.filter(isBalancer), ...(api.kind === 'rest' && stage !== undefined ? [stage] : [])];
  const direct = places.flatMap(({ where }) => bySubject.get(where.resource) ?? []);
  const byName = (bySubject.get(api.where.resource) ?? []).filter(
    named =>
      stage !== undefined &&
      api.kind === 'rest' &&
      (named.stage === stage.name || target(model, named.stage) === stage.where.resource),
  );
  return [...direct, ...byName][0]?.resource;
}

/** An association that names a stage of this HTTP API, which WAF refuses at deployment. */
export function impossibleAssociation({ api, stage }: Path, model: Model): Resource | undefined {
  if (api.kind !== 'http') return undefined;
  const subjects = [api.where.resource, ...(stage === undefined ? [] : [stage.where.resource])];
  return subjects.flatMap(subject => associations(model).get(subject) ?? [])[0]?.resource;
}

/** The rules of a web ACL in the order they are walked, those of rule groups written out. Undefined: cannot be seen. */
export function rulesOf(acl: Resource, { model, once }: Context): readonly AclRule[] | undefined {
  return once('web-acl rules', acl, () => {
    const { Rules } = model.properties(acl);
    return typeof Rules === 'string'
      ? undefined
      : inOrder(Rules).flatMap(({ rule, index }) => expanded(model, acl, index, rule));
  });
}

const inOrder = (rules: Json | undefined): readonly { rule: Readonly<Record<string, Json>>; index: number }[] =>
  objects(rules)
    .map((rule, index) => ({ rule, index }))
    .toSorted((one, other) => Number(one.rule['Priority'] ?? 0) - Number(other.rule['Priority'] ?? 0));

function expanded(
  model: Model,
  acl: Resource,
  index: number,
  rule: Readonly<Record<string, Json>>,
): readonly AclRule[] {
  const where = { resource: acl, property: `Rules.${index}` };
  const statement = isObject(rule['Statement']) ? rule['Statement'] : {};
  const name = text(rule['Name']) ?? String(index);
  const reference = statement['RuleGroupReferenceStatement'];
  if ('ManagedRuleGroupStatement' in statement)
    return [{ where, name, statement, effect: overridden(rule['OverrideAction'], 'group') }];
  if (reference === undefined) return [{ where, name, statement, effect: effectOf(rule['Action']) }];
  const group = target(model, at(reference, 'Arn'));
  if (group === undefined) return [{ where, name, statement, effect: 'unknown' }];
  const overrides = objects(at(reference, 'RuleActionOverrides'));
  return inOrder(model.properties(group)['Rules']).map(({ rule: inner, index: i }) => {
    const override = overrides.find(({ Name }) => Name === inner['Name']);
    return {
      where: { resource: group, property: `Rules.${i}` },
      name: `${name}/${text(inner['Name']) ?? String(i)}`,
      statement: isObject(inner['Statement']) ? inner['Statement'] : {},
      effect: overridden(rule['OverrideAction'], effectOf(override?.['ActionToUse'] ?? inner['Action'])),
    };
  });
}

/** `OverrideAction: { None: {} }` leaves a group's own actions; `Count` turns the whole group into an onlooker. */
function overridden(override: Json | undefined, own: Effect): Effect {
  if (unknownIn(override) !== undefined) return 'unknown';
  return isObject(override) && 'None' in override ? own : 'count';
}

export function effectOf(action: Json | undefined): Effect {
  if (unknownIn(action) !== undefined || !isObject(action)) return action === undefined ? 'count' : 'unknown';
  if ('Block' in action || 'Captcha' in action || 'Challenge' in action) return 'block';
  return 'Allow' in action ? 'allow' : 'count';
}
