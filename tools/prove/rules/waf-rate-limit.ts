import { requestOf, type RequestShape } from '../facts/request';
import { covers } from '../facts/scope-down';
import { throttleOf } from '../facts/throttle';
import { attachedTo, rulesOf, type AclRule } from '../facts/web-acl';
import { at } from '../graph/lookups';
import { unknownIn } from '../marks';
import { stands, unproven, weak, type Rule, type Verdict } from '../rule';
import { asText } from '../values';

/** Some rule blocks an address that floods this route. */
export const wafRateLimit: Rule = {
  id: 'waf/rate-limit',
  layer: 'waf',
  reason:
    'One caller can guess, scrape and flood as fast as the API answers. A rule that only counts, that never matches the route, or that is keyed on something the caller makes up, holds nobody.',
  fix: 'Add a rate-based rule with Action Block and AggregateKeyType IP, without a scope-down statement or with one that matches the route, and with a limit below what the route serves. A rule with custom keys needs it beside itself: a request without the key is not counted.',
  check(path, context) {
    const attached = attachedTo(path, context);
    if (attached?.acl === undefined) return [];
    const where = { resource: attached.acl, property: 'Rules' };
    const rules = rulesOf(attached.acl, context);
    if (rules === undefined)
      return [unproven(where, unknownIn(context.properties(attached.acl)['Rules']) ?? 'unknown')];
    const request = requestOf(path);
    const most = throttleOf(path)?.rate ?? ceiling;
    const verdicts = rules.flatMap(rule => grade(rule, request, attached.behindEdge, Math.min(most, ceiling)));
    const standing = verdicts.find(({ status }) => status === 'stands');
    if (standing !== undefined) return [standing];
    return verdicts.length > 0 ? verdicts : [weak(where, 'no rate-based rule')];
  },
};

/** Requests a second from one address beyond which nothing is limited, whatever the route is throttled to. */
const ceiling = 1000;

function grade(rule: AclRule, request: RequestShape, behindEdge: boolean, most: number): readonly Verdict[] {
  if ('RuleGroupReferenceStatement' in rule.statement && rule.effect === 'unknown')
    return [unproven(rule.where, `the rule group of ${rule.name} is in none of the templates given`)];
  const rate = rule.statement['RateBasedStatement'];
  if (rate === undefined) return [];
  const where = { ...rule.where, property: `${String(rule.where.property)}.Statement.RateBasedStatement` };
  const reason = rule.effect === 'unknown' ? 'its action cannot be resolved' : unknownIn(rate);
  if (reason !== undefined) return [unproven(where, reason)];
  if (rule.effect !== 'block')
    return [weak({ ...rule.where, property: `${String(rule.where.property)}.Action` }, `${rule.name} blocks nobody`)];
  const key = asText(at(rate, 'AggregateKeyType') ?? 'IP');
  if (key !== 'IP')
    return [weak({ ...where, property: `${where.property}.AggregateKeyType` }, `${rule.name}: ${keys[key] ?? key}`)];
  if (behindEdge) return [weak(where, `${rule.name} stands behind a distribution and counts CloudFront's addresses`)];
  const cover = covers(at(rate, 'ScopeDownStatement'), request);
  const scope = { ...where, property: `${where.property}.ScopeDownStatement` };
  if (cover === 'unknown') return [unproven(scope, `whether ${rule.name} counts this route cannot be told from here`)];
  if (cover !== 'always')
    return [weak(scope, `${rule.name} ${cover === 'never' ? 'never counts' : 'does not always count'} this route`)];
  const limit = Number(at(rate, 'Limit'));
  const perSecond = limit / Number(at(rate, 'EvaluationWindowSec') ?? 300);
  const bound = { ...where, property: `${where.property}.Limit` };
  if (!(limit > 0)) return [weak(bound, `${rule.name} has no limit`)];
  return perSecond < most
    ? [stands(bound, `${rule.name}: ${limit} requests of an address, then it blocks`)]
    : [weak(bound, `${rule.name} lets one address take ${Math.round(perSecond)} a second, all that the route serves`)];
}

const keys: Readonly<Record<string, string>> = {
  CUSTOM_KEYS: 'a request without its custom key is not counted, and a made-up one counts anew',
  FORWARDED_IP: 'the address is read from a header, which the caller writes',
  CONSTANT: 'all callers are counted as one, so one caller shuts the others out',
};
