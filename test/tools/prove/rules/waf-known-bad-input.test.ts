import type { Json } from '../../../../tools/prove/json';
import { wafKnownBadInput } from '../../../../tools/prove/rules/waf-known-bad-input';
import { edgeApi } from './apis';
import { edit, line, look, modelOf, unresolved } from './fixtures';

const known = 'WebAcl.Rules.1';
const common = 'WebAcl.Rules.2';
const group = (rule: string): string => `${rule}.Statement.ManagedRuleGroupStatement`;
const overrides = (count: number, action: string): Json =>
  Array.from({ length: count }, (_, i) => ({ Name: `Rule${i}`, ActionToUse: { [action]: {} } }));

describe('waf/known-bad-input', () => {
  test('stands: both baseline groups block', () => {
    expect(look(wafKnownBadInput, modelOf(edgeApi))).toEqual([
      line('stands', group(common)),
      line('stands', group(known)),
    ]);
  });

  test('weak: a baseline group is not there', () => {
    expect(look(wafKnownBadInput, modelOf(edit(edgeApi, { [known]: undefined })))).toContain('weak WebAcl Rules');
    expect(look(wafKnownBadInput, modelOf(edit(edgeApi, { [common]: undefined })))).toContain('weak WebAcl Rules');
  });

  test.each<Json | undefined>([{ Count: {} }, undefined])('weak: OverrideAction is %j', action => {
    const resources = edit(edgeApi, { [`${known}.OverrideAction`]: action });
    expect(look(wafKnownBadInput, modelOf(resources))).toContain(line('weak', `${known}.OverrideAction`));
  });

  test('a few rules of a group may count; most of them may not, and none may allow', () => {
    const with_ = (value: Json) => modelOf(edit(edgeApi, { [`${group(common)}.RuleActionOverrides`]: value }));
    expect(look(wafKnownBadInput, with_(overrides(4, 'Count')))).toContain(line('stands', group(common)));
    expect(look(wafKnownBadInput, with_(overrides(5, 'Count')))).toContain(line('weak', group(common)));
    expect(look(wafKnownBadInput, with_(overrides(1, 'Allow')))).toContain(line('weak', group(common)));
  });

  test('weak: the group looks at another path only', () => {
    const elsewhere = {
      ByteMatchStatement: {
        FieldToMatch: { UriPath: {} },
        PositionalConstraint: 'STARTS_WITH',
        SearchString: '/admin',
      },
    };
    const resources = edit(edgeApi, { [`${group(known)}.ScopeDownStatement`]: elsewhere });
    expect(look(wafKnownBadInput, modelOf(resources))).toContain(line('weak', group(known)));
  });

  test("stands: another vendor's group", () => {
    const resources = edit(edgeApi, {
      [`${known}.Statement.ManagedRuleGroupStatement`]: { VendorName: 'F5', Name: 'OWASP_Managed' },
      [common]: undefined,
    });
    expect(look(wafKnownBadInput, modelOf(resources))).toEqual([line('stands', group(known))]);
  });

  test('unproven: the override is a parameter without a value', () => {
    expect(look(wafKnownBadInput, modelOf(unresolved(edgeApi, `${known}.OverrideAction`)))).toContain(
      line('unproven', group(known)),
    );
  });
});
