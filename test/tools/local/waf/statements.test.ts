import { RE2JS } from 're2js';
import { compileIpSet } from '../../../../tools/local/waf/statements/address';
import {
  aclOf,
  body,
  bytes,
  headers,
  matcher,
  noSets,
  noTransformation as TextTransformations,
  path,
  query,
  regex,
  request,
  size,
  type Changes,
  type Json,
} from './support';

const label = (Scope: string, Key: string): Json => ({ LabelMatchStatement: { Scope, Key } });

describe.each<[string, Json, Changes[], Changes[]]>([
  ['EXACTLY', bytes('EXACTLY', '/admin'), [path('/admin')], [path('/admin/'), path('/Admin')]],
  ['STARTS_WITH', bytes('STARTS_WITH', '/admin'), [path('/admin/x')], [path('/x/admin')]],
  ['ENDS_WITH', bytes('ENDS_WITH'), [path('/x/admin')], [path('/admin/x')]],
  ['CONTAINS', bytes('CONTAINS'), [path('/xadminx')], [path('/ad-min')]],
  [
    'CONTAINS_WORD',
    bytes('CONTAINS_WORD'),
    [path('/admin'), path('/xadmin/admin')],
    [path('/xadmin'), path('/admin_x')],
  ],
  [
    'SearchStringBase64',
    {
      ByteMatchStatement: {
        FieldToMatch: { UriPath: {} },
        PositionalConstraint: 'CONTAINS',
        SearchStringBase64: Buffer.from('admin').toString('base64'),
        TextTransformations,
      },
    },
    [path('/admin')],
    [path('/')],
  ],
  ['text outside ASCII, as bytes', bytes('CONTAINS', 'é', { Body: {} }), [body('\u00c3\u00a9')], [body('\u00e9')]],
  ['size EQ', size('EQ', 3, { QueryString: {} }), [query('abc')], [query('ab'), query('abcd'), {}]],
  ['size NE', size('NE', 3, { QueryString: {} }), [query('ab')], [query('abc'), {}]],
  ['size LE', size('LE', 3, { QueryString: {} }), [query('abc'), query('a')], [query('abcd')]],
  ['size LT', size('LT', 3, { QueryString: {} }), [query('ab')], [query('abc')]],
  ['size GE', size('GE', 3, { QueryString: {} }), [query('abc')], [query('ab')]],
  ['size GT', size('GT', 3, { QueryString: {} }), [query('abcd')], [query('abc'), {}]],
  ['a regular expression', regex('^/a[0-9]+$'), [path('/a12')], [path('/a12b'), path('/b1')]],
  [
    'AND',
    { AndStatement: { Statements: [bytes('CONTAINS', 'a'), bytes('CONTAINS', 'b')] } },
    [path('/ab')],
    [path('/a'), path('/b')],
  ],
  [
    'OR',
    { OrStatement: { Statements: [bytes('CONTAINS', 'x'), bytes('CONTAINS', 'y')] } },
    [path('/x'), path('/y')],
    [path('/z')],
  ],
  ['NOT', { NotStatement: { Statement: bytes('CONTAINS', 'x') } }, [path('/y')], [path('/x')]],
])('%s', (_, statement, matching, others) => {
  const matches = matcher(statement);

  test.each(matching)('matches %j', changes => expect(matches(changes)).toBe(true));
  test.each(others)('does not match %j', changes => expect(matches(changes)).toBe(false));
});

describe('sets', () => {
  const arn = 'arn:set';
  const ipSets = new Map([[arn, compileIpSet(['192.0.2.0/24', '2001:db8::/32'], 'set')]]);
  const patternSets = new Map([[arn, [RE2JS.compile('^/x'), RE2JS.compile('^/y')]]]);
  const sets = { ipSets, patternSets };

  test('an IP set looks at the connection', () => {
    const matches = matcher({ IPSetReferenceStatement: { Arn: arn } }, sets);
    expect(
      ['192.0.2.200', '2001:db8::1', '198.51.100.1', '2001:db9::1'].map(clientIp => matches({ clientIp })),
    ).toEqual([true, true, false, false]);
  });

  test.each([
    ['FIRST', 'NO_MATCH', [true, false, false, false]],
    ['LAST', 'NO_MATCH', [false, true, false, false]],
    ['ANY', 'MATCH', [true, true, true, false]],
  ])('or at a header: %s, else %s', (Position, FallbackBehavior, expected) => {
    const config = { HeaderName: 'X-Forwarded-For', Position, FallbackBehavior };
    const matches = matcher({ IPSetReferenceStatement: { Arn: arn, IPSetForwardedIPConfig: config } }, sets);
    const lists = ['192.0.2.1, 198.51.100.1', '198.51.100.1, 192.0.2.1', 'unknown'];
    expect([...lists.map(list => matches(headers(['x-forwarded-for', list]))), matches()]).toEqual(expected);
  });

  test('a pattern set matches with any of its patterns', () => {
    const statement = {
      RegexPatternSetReferenceStatement: { Arn: arn, FieldToMatch: { UriPath: {} }, TextTransformations },
    };
    const matches = matcher(statement, sets);
    expect(['/x', '/y', '/z'].map(value => matches(path(value)))).toEqual([true, true, false]);
  });

  test('one that is not of these templates stops the start', () => {
    expect(() => matcher({ IPSetReferenceStatement: { Arn: 'arn:other' } }, noSets)).toThrow(
      'web ACL edge: rule Rule0: IPSetReferenceStatement: got arn:other, takes an AWS::WAFv2::IPSet of these templates',
    );
    expect(() => compileIpSet(['192.0.2.1'], 'set')).toThrow('set: got 192.0.2.1, takes CIDR blocks');
  });
});

describe('labels', () => {
  const labelled = (statement: Json) =>
    aclOf([
      { Action: { Count: {} }, RuleLabels: [{ Name: 'shop:sensitive' }], Statement: bytes('STARTS_WITH', '/pay') },
      { Name: 'ByLabel', Statement: statement },
    ]);

  test.each([
    ['LABEL', 'shop:sensitive', true],
    ['LABEL', 'sensitive', true],
    ['LABEL', 'awswaf:local:webacl:edge:shop:sensitive', true],
    ['LABEL', 'shop', false],
    ['LABEL', 'itive', false],
    ['NAMESPACE', 'shop:', true],
    ['NAMESPACE', 'awswaf:local:webacl:edge:', true],
    ['NAMESPACE', 'other:', false],
  ])('%s %s: %s', (scope, key, expected) => {
    const acl = labelled(label(scope, key));
    const blocked = (value: string) => !acl.evaluate(request({ path: value })).allowed;
    expect([blocked('/pay'), blocked('/other')]).toEqual([expected, false]);
  });
});

test('a regular expression cannot be made to hang', () => {
  const matches = matcher(regex('^(a+)+$', { Body: {} }));
  const started = performance.now();
  expect(matches(body(`${'a'.repeat(16_000)}!`))).toBe(false);
  expect(performance.now() - started).toBeLessThan(2_000);
});

describe.each<[string, Json, string]>([
  [
    'a statement',
    { GeoMatchStatement: { CountryCodes: ['DE'] } },
    'got the statement GeoMatchStatement, which the local edge cannot evaluate',
  ],
  [
    'a statement inside another',
    { NotStatement: { Statement: { AsnMatchStatement: { AsnList: [1] } } } },
    'got the statement AsnMatchStatement',
  ],
  [
    'two statements in one',
    { ...bytes('CONTAINS'), ...regex('a') },
    'got the statement ByteMatchStatement, RegexMatchStatement',
  ],
  ['no statement', {}, 'got the statement nothing'],
  [
    'a component',
    bytes('CONTAINS', 'a', { HeaderOrder: { OversizeHandling: 'MATCH' } }),
    'FieldToMatch: got HeaderOrder',
  ],
  ['a setting of a component', bytes('CONTAINS', 'a', { SingleHeader: { name: 'x' } }), 'Name'],
  ['a position', bytes('SOMEWHERE'), 'PositionalConstraint: got "SOMEWHERE"'],
  [
    'JSON without a fallback',
    bytes('CONTAINS', 'a', { JsonBody: { MatchPattern: { All: {} }, MatchScope: 'ALL' } }),
    'InvalidFallbackBehavior',
  ],
  ['a regular expression RE2 cannot run', regex('(?=a)'), 'got the regular expression (?=a)'],
  ['a comparison', size('ABOUT', 1, { Body: {} }), 'ComparisonOperator'],
  [
    'a rate rule inside another',
    { NotStatement: { Statement: { RateBasedStatement: {} } } },
    'got RateBasedStatement inside NotStatement',
  ],
])('what is not known stops the start: %s', (_, statement, message) => {
  test('with the rule and the name', () => {
    expect(() => matcher(statement)).toThrow(message);
    expect(() => matcher(statement)).toThrow('web ACL edge: rule Rule0');
  });
});
