import { requestOf } from '../facts/request';
import { covers } from '../facts/scope-down';
import { attachedTo, effectOf, rulesOf, type AclRule } from '../facts/web-acl';
import { at, objects, text } from '../graph/lookups';
import type { RequestShape } from '../facts/request';
import type { Where } from '../graph/types';
import { unknownIn } from '../marks';
import { stands, unproven, weak, type Rule, type Verdict } from '../rule';

/** AWS's two baseline groups, and how many of a group's rules may only count before the group no longer stands. */
const baseline = ['AWSManagedRulesCommonRuleSet', 'AWSManagedRulesKnownBadInputsRuleSet'];
const mostCounting = 4;

/** What is known to be an exploit is blocked before it reaches code. */
export const wafKnownBadInput: Rule = {
  id: 'waf/known-bad-input',
  layer: 'waf',
  reason:
    'Scanners try the exploits of the last ten years on every address, and the next Log4Shell on the day it is known; a managed group blocks both before they reach a parser.',
  fix: `Add ${baseline.join(' and ')} (or a group of another vendor) with OverrideAction None, and override single rules to Count only where a test shows that they stop honest requests.`,
  check(path, context) {
    const attached = attachedTo(path, context);
    if (attached?.acl === undefined) return [];
    const rules = rulesOf(attached.acl, context) ?? [];
    const request = requestOf(path);
    const groups = rules.filter(({ statement }) => 'ManagedRuleGroupStatement' in statement);
    const verdicts = groups.flatMap(group => grade(group, request));
    const where = { resource: attached.acl, property: 'Rules' };
    const foreign = verdicts.find(({ status, vendor }) => status === 'stands' && vendor !== 'AWS');
    if (foreign !== undefined) return [foreign];
    return baseline.map(name => {
      const own = verdicts.filter(verdict => verdict.name === name);
      return own.find(({ status }) => status === 'stands') ?? own[0] ?? lacking(where, name, rules);
    });
  },
};

type Graded = Verdict & { readonly name: string; readonly vendor: string };

/** A rule group that cannot be seen may hold what seems to lack. */
const lacking = (where: Where, name: string, rules: readonly AclRule[]): Verdict =>
  rules.some(({ statement }) => 'RuleGroupReferenceStatement' in statement)
    ? unproven(where, `no ${name} here, and a rule group of other templates cannot be seen`)
    : weak(where, `no ${name}`);

function grade({ where, statement, effect }: AclRule, request: RequestShape): readonly Graded[] {
  const group = statement['ManagedRuleGroupStatement'];
  const name = text(at(group, 'Name')) ?? '?';
  const vendor = text(at(group, 'VendorName')) ?? 'AWS';
  if (vendor !== 'AWS' && name.startsWith('AWSManagedRules')) return [];
  // Groups of AWS beyond the baseline are welcome and not asked for.
  if (vendor === 'AWS' && !baseline.includes(name) && unknownIn(name) === undefined) return [];
  const say = (verdict: Verdict): readonly Graded[] => [{ ...verdict, name, vendor }];
  const base = String(where.property);
  const inner = { ...where, property: `${base}.Statement.ManagedRuleGroupStatement` };
  const reason = unknownIn(group) ?? (effect === 'unknown' ? 'its OverrideAction cannot be resolved' : undefined);
  if (reason !== undefined) return say(unproven(inner, reason));
  if (effect !== 'group') return say(weak({ ...where, property: `${base}.OverrideAction` }, `${name} only counts`));
  const cover = covers(at(group, 'ScopeDownStatement'), request);
  if (cover === 'unknown') return say(unproven(inner, `whether ${name} looks at this route cannot be told from here`));
  if (cover !== 'always') return say(weak(inner, `${name} does not look at every request of this route`));
  const overrides = [
    ...objects(at(group, 'RuleActionOverrides')).map(({ ActionToUse }) => effectOf(ActionToUse)),
    ...objects(at(group, 'ExcludedRules')).map(() => 'count' as const),
  ];
  if (overrides.includes('allow'))
    return say(weak(inner, `a rule of ${name} is overridden to Allow, which ends the walk`));
  const counting = overrides.filter(override => override === 'count').length;
  return say(counting > mostCounting ? weak(inner, `${counting} rules of ${name} only count`) : stands(inner, name));
}
