import type { Json } from '../../../../tools/prove/json';
import { wafNoEarlyAllow } from '../../../../tools/prove/rules/waf-no-early-allow';
import { edgeApi } from './apis';
import { edit, look, modelOf, unresolved } from './fixtures';

const allow = (priority: number, statement: Json): Json => ({
  Name: 'Friends',
  Priority: priority,
  Action: { Allow: {} },
  Statement: statement,
});
const byHeader: Json = {
  ByteMatchStatement: {
    FieldToMatch: { SingleHeader: { Name: 'x-app' } },
    PositionalConstraint: 'EXACTLY',
    SearchString: 'wallet',
  },
};
const byAddress: Json = {
  IPSetReferenceStatement: { Arn: 'arn:aws:wafv2:us-east-1:111122223333:global/ipset/ours/1' },
};

describe('waf/no-early-allow', () => {
  test('stands: no rule allows', () => {
    expect(look(wafNoEarlyAllow, modelOf(edgeApi))).toEqual(['stands WebAcl Rules']);
  });

  test('weak: whoever sends a header is let past the rules that block', () => {
    const resources = edit(edgeApi, { 'WebAcl.Rules.3': allow(-1, byHeader) });
    expect(look(wafNoEarlyAllow, modelOf(resources))).toEqual(['weak WebAcl Rules.3']);
  });

  test('stands: the allowed come from listed addresses, or behind every rule that blocks', () => {
    const listed = edit(edgeApi, { 'WebAcl.Rules.3': allow(-1, byAddress) });
    expect(look(wafNoEarlyAllow, modelOf(listed))).toEqual(['stands WebAcl Rules']);
    const both = allow(-1, { AndStatement: { Statements: [byHeader, byAddress] } });
    expect(look(wafNoEarlyAllow, modelOf(edit(edgeApi, { 'WebAcl.Rules.3': both })))).toEqual(['stands WebAcl Rules']);
    const last = edit(edgeApi, { 'WebAcl.Rules.3': allow(9, byHeader), 'WebAcl.DefaultAction': { Block: {} } });
    expect(look(wafNoEarlyAllow, modelOf(last))).toEqual(['stands WebAcl Rules']);
  });

  test('weak: a rate rule that allows whoever is fast enough', () => {
    expect(look(wafNoEarlyAllow, modelOf(edit(edgeApi, { 'WebAcl.Rules.0.Action': { Allow: {} } })))).toEqual([
      'weak WebAcl Rules.0',
    ]);
  });

  test('unproven: the default action is a parameter without a value', () => {
    expect(look(wafNoEarlyAllow, modelOf(unresolved(edgeApi, 'WebAcl.DefaultAction')))).toEqual([
      'unproven WebAcl DefaultAction',
    ]);
  });
});
