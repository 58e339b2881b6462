import { aclOf, noTransformation as TextTransformations, request, ruleOf } from './support';

type Json = Record<string, unknown>;

const pathIs = (SearchString: string): Json => ({
  ByteMatchStatement: {
    FieldToMatch: { UriPath: {} },
    PositionalConstraint: 'EXACTLY',
    SearchString,
    TextTransformations,
  },
});
const rule = (Name: string, Priority: number, Action: Json, path = '/x'): Json => ({
  Name,
  Priority,
  Action,
  Statement: pathIs(path),
});
const x = request({ path: '/x' });

test('rules run by priority, and the first that allows or blocks ends the walk', () => {
  expect(ruleOf(aclOf([rule('Second', 2, { Block: {} }), rule('First', 1, { Block: {} })]).evaluate(x))).toBe('First');
  expect(aclOf([rule('Lets', 1, { Allow: {} }), rule('Blocks', 2, { Block: {} })]).evaluate(x).allowed).toBe(true);
  expect(ruleOf(aclOf([rule('Counts', 1, { Count: {} }), rule('Blocks', 2, { Block: {} })]).evaluate(x))).toBe(
    'Blocks',
  );
});

test('the default action decides about the rest', () => {
  const changes = { DefaultAction: { Block: { CustomResponse: { ResponseCode: 418 } } } };
  const acl = aclOf([rule('Lets', 1, { Allow: {} })], { changes });
  expect(acl.evaluate(x).allowed).toBe(true);
  expect(acl.evaluate(request())).toMatchObject({ allowed: false, rule: 'Default_Action', answer: { status: 418 } });
});

test('headers that rules insert carry the prefix of WAF', () => {
  const insert = (Name: string) => ({ CustomRequestHandling: { InsertHeaders: [{ Name, Value: '1' }] } });
  const acl = aclOf([rule('Counts', 1, { Count: insert('seen') }), rule('Lets', 2, { Allow: insert('let') })]);
  expect(acl.evaluate(x)).toEqual({
    allowed: true,
    insert: [
      ['x-amzn-waf-seen', '1'],
      ['x-amzn-waf-let', '1'],
    ],
  });
});

test('the body is asked for only where a rule inspects it', () => {
  const body = { ...pathIs('x') };
  Object.assign(body['ByteMatchStatement'] as Json, { FieldToMatch: { Body: {} } });
  expect(aclOf([rule('Path', 1, { Block: {} })]).bodyLimit).toBe(0);
  expect(aclOf([{ Statement: body }]).bodyLimit).toBe(16_384);
  const AssociationConfig = { RequestBody: { CLOUDFRONT: { DefaultSizeInspectionLimit: 'KB_64' } } };
  expect(aclOf([{ Statement: body }], { changes: { AssociationConfig } }).bodyLimit).toBe(65_536);
});

test("AWS's managed rule groups are named, not evaluated", () => {
  const group = {
    Name: 'Core',
    Action: undefined,
    OverrideAction: { None: {} },
    Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesCommonRuleSet' } },
  };
  const acl = aclOf([group, { ...rule('Blocks', 1, { Block: {} }) }]);
  expect(acl).toMatchObject({ rules: 1, notModelled: ['AWSManagedRulesCommonRuleSet'] });
});

test.each<[string, Json[], Json, string]>([
  ['Captcha', [rule('R', 1, { Captcha: {} })], {}, 'rule R: got the action Captcha, takes Allow, Block or Count'],
  ['Challenge', [rule('R', 1, { Challenge: {} })], {}, 'got the action Challenge'],
  ['no action', [{ ...rule('R', 1, {}), Action: undefined }], {}, 'rule R: got no Action'],
  [
    'a body that is not there',
    [rule('R', 1, { Block: { CustomResponse: { ResponseCode: 403, CustomResponseBodyKey: 'k' } } })],
    {},
    'got CustomResponseBodyKey k',
  ],
  ['a web ACL of no scope there is', [], { Scope: 'GLOBAL' }, 'web ACL: Scope: got "GLOBAL"'],
  ['a default action that counts', [], { DefaultAction: { Count: {} } }, 'DefaultAction: got Count'],
  [
    'a property it does not know',
    [],
    { TokenDomains: ['example.com'] },
    'web ACL: got TokenDomains, which the local chain does not model',
  ],
  [
    'a property of a rule it does not know',
    [{ ...rule('R', 1, { Block: {} }), CaptchaConfig: {} }],
    {},
    'Rules.0: got CaptchaConfig',
  ],
])('%s stops the start', (_, rules, changes, message) => expect(() => aclOf(rules, { changes })).toThrow(message));
