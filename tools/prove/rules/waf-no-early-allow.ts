import type { Json } from '../json';
import { attachedTo, effectOf, rulesOf, type AclRule } from '../facts/web-acl';
import { at, objects, text } from '../graph/lookups';
import { isObject } from '../model';
import { unknownIn } from '../marks';
import { stands, unproven, weak, type Rule, type Verdict } from '../rule';

/** No rule lets a stranger past the rules that block. */
export const wafNoEarlyAllow: Rule = {
  id: 'waf/no-early-allow',
  layer: 'waf',
  reason:
    'An Allow ends the walk through a web ACL: whoever fits it (a header, a path, a country) is never counted and never inspected.',
  fix: 'Move rules with Action Allow behind those that block, or tie them to an IP set of your own addresses.',
  check(path, context) {
    const attached = attachedTo(path, context);
    if (attached?.acl === undefined) return [];
    const { acl } = attached;
    const unknown = unknownIn(context.properties(acl)['DefaultAction']);
    if (unknown !== undefined) return [unproven({ resource: acl, property: 'DefaultAction' }, unknown)];
    const rules = rulesOf(acl, context) ?? [];
    return context.once(wafNoEarlyAllow.id, acl, () => {
      const last = rules.findLastIndex(({ effect }) => effect === 'block' || effect === 'group');
      const found = rules.slice(0, Math.max(last, 0)).flatMap(letsBy);
      return found.length > 0
        ? found
        : [stands({ resource: acl, property: 'Rules' }, 'no stranger is let past a rule that blocks')];
    });
  },
};

function letsBy({ where, name, effect, statement }: AclRule): readonly Verdict[] {
  const allows =
    effect === 'allow' ||
    objects(at(statement['ManagedRuleGroupStatement'], 'RuleActionOverrides')).some(
      ({ ActionToUse }) => effectOf(ActionToUse) === 'allow',
    );
  if (!allows || isKnown(statement)) return [];
  return [weak(where, `${name} allows requests past the rules behind it`)];
}

/** Ties a request to addresses somebody listed, or to what AWS itself labelled. */
function isKnown(statement: Json | undefined): boolean {
  if (!isObject(statement)) return false;
  if ('IPSetReferenceStatement' in statement) return true;
  const label = text(at(statement, 'LabelMatchStatement.Key'));
  if (label?.startsWith('awswaf:') === true) return true;
  return objects(at(statement, 'AndStatement.Statements')).some(isKnown);
}
