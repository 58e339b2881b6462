import type { Json } from '../../../../tools/prove/json';
import { wafRateLimit } from '../../../../tools/prove/rules/waf-rate-limit';
import { edgeApi, restApi } from './apis';
import { attribute, edit, line, look, modelOf, unresolved, type Resources } from './fixtures';

const rule = 'WebAcl.Rules.0';
const rate = `${rule}.Statement.RateBasedStatement`;
const limit = `${rate}.Limit`;

const path = (constraint: string, search: string): Json => ({
  ByteMatchStatement: {
    FieldToMatch: { UriPath: {} },
    PositionalConstraint: constraint,
    SearchString: search,
    TextTransformations: [{ Priority: 0, Type: 'LOWERCASE' }],
  },
});
const method = (name: string): Json => ({
  ByteMatchStatement: { FieldToMatch: { Method: {} }, PositionalConstraint: 'EXACTLY', SearchString: name },
});
const header: Json = {
  ByteMatchStatement: {
    FieldToMatch: { SingleHeader: { Name: 'x-app' } },
    PositionalConstraint: 'EXACTLY',
    SearchString: 'wallet',
  },
};
const listed: Json = { IPSetReferenceStatement: { Arn: 'arn:aws:wafv2:us-east-1:111122223333:global/ipset/ours/1' } };
const scoped = (statement: Json): Resources => edit(edgeApi, { [`${rate}.ScopeDownStatement`]: statement });

describe('waf/rate-limit', () => {
  test('stands: an address is blocked beyond a limit, on every path', () => {
    expect(look(wafRateLimit, modelOf(edgeApi))).toEqual([line('stands', limit)]);
  });

  test('weak: there is no rate rule', () => {
    expect(look(wafRateLimit, modelOf(edit(edgeApi, { [rule]: undefined })))).toEqual(['weak WebAcl Rules']);
    expect(look(wafRateLimit, modelOf(edit(edgeApi, { 'WebAcl.Rules': [] })))).toEqual(['weak WebAcl Rules']);
  });

  test.each<Json | undefined>([{ Count: {} }, { Allow: {} }, undefined])('weak: its action is %j', action => {
    expect(look(wafRateLimit, modelOf(edit(edgeApi, { [`${rule}.Action`]: action })))).toEqual([
      line('weak', `${rule}.Action`),
    ]);
  });

  test('stands: one rule counts while another blocks', () => {
    const second = {
      Name: 'Counting',
      Priority: 3,
      Action: { Count: {} },
      Statement: { RateBasedStatement: { Limit: 100, AggregateKeyType: 'IP' } },
    };
    expect(look(wafRateLimit, modelOf(edit(edgeApi, { 'WebAcl.Rules.3': second })))).toEqual([line('stands', limit)]);
  });

  test.each(['CUSTOM_KEYS', 'FORWARDED_IP', 'CONSTANT'])('weak: keyed on %s with no address rule beside it', key => {
    expect(look(wafRateLimit, modelOf(edit(edgeApi, { [`${rate}.AggregateKeyType`]: key })))).toEqual([
      line('weak', `${rate}.AggregateKeyType`),
    ]);
  });

  test.each<[string, Json]>([
    ['the path begins as the route does', path('STARTS_WITH', '/acc')],
    ['the path is the route', path('EXACTLY', '/accounts')],
    ['the path or another', { OrStatement: { Statements: [path('EXACTLY', '/other'), path('CONTAINS', 'count')] } }],
    ['path and method', { AndStatement: { Statements: [path('ENDS_WITH', 'accounts'), method('GET')] } }],
    ['everyone but listed addresses', { NotStatement: { Statement: listed } }],
    ['everything but another path', { NotStatement: { Statement: path('STARTS_WITH', '/health') } }],
  ])('stands: scoped down to %s', (_, statement) => {
    expect(look(wafRateLimit, modelOf(scoped(statement)))).toEqual([line('stands', limit)]);
  });

  test.each<[string, Json]>([
    ['another path', path('STARTS_WITH', '/transfers')],
    ['another method', method('POST')],
    ['listed addresses, which an attacker does not come from', listed],
    ['a header, which an attacker leaves out', header],
    ['a country, which an attacker chooses', { GeoMatchStatement: { CountryCodes: ['DE'] } }],
    ['everything but this path', { NotStatement: { Statement: path('STARTS_WITH', '/accounts') } }],
  ])('weak: scoped down to %s', (_, statement) => {
    expect(look(wafRateLimit, modelOf(scoped(statement)))).toEqual([line('weak', `${rate}.ScopeDownStatement`)]);
  });

  test('a catch-all route is counted only by a rule for every path', () => {
    const greedy = edit(scoped(path('STARTS_WITH', '/accounts')), { 'Route.RouteKey': 'ANY /{proxy+}' });
    expect(look(wafRateLimit, modelOf(greedy))).toEqual([line('weak', `${rate}.ScopeDownStatement`)]);
  });

  test('the base path of a mapping is part of what the rule sees', () => {
    const under = edit(scoped(path('STARTS_WITH', '/wallet/accounts')), { 'Mapping.ApiMappingKey': 'wallet' });
    expect(look(wafRateLimit, modelOf(under))).toEqual([line('stands', limit)]);
  });

  test('unproven: a regular expression, or a limit without a value', () => {
    const expression: Json = { RegexMatchStatement: { RegexString: '^/acc', FieldToMatch: { UriPath: {} } } };
    expect(look(wafRateLimit, modelOf(scoped(expression)))).toEqual([line('unproven', `${rate}.ScopeDownStatement`)]);
    expect(look(wafRateLimit, modelOf(unresolved(edgeApi, limit)))).toEqual([line('unproven', rate)]);
    expect(look(wafRateLimit, modelOf(unresolved(edgeApi, 'WebAcl.Rules')))).toEqual(['unproven WebAcl Rules']);
  });

  test('weak: one address may take all that the route serves', () => {
    // 100 a second is what the route is throttled to: 30,000 in 300 seconds.
    expect(look(wafRateLimit, modelOf(edit(edgeApi, { [limit]: 29_999 })))).toEqual([line('stands', limit)]);
    expect(look(wafRateLimit, modelOf(edit(edgeApi, { [limit]: 30_000 })))).toEqual([line('weak', limit)]);
    expect(look(wafRateLimit, modelOf(edit(edgeApi, { [limit]: undefined })))).toEqual([line('weak', limit)]);
  });

  test('weak: a web ACL behind the distribution counts addresses of CloudFront', () => {
    const { Distribution } = edgeApi;
    if (Distribution === undefined) throw new Error('no distribution');
    const fronted = edit(
      { ...restApi, Distribution },
      {
        'Distribution.DistributionConfig.WebACLId': undefined,
        'Distribution.DistributionConfig.Origins.0.DomainName': 'api.example.com',
        'Distribution.DistributionConfig.Origins.0.CustomOriginConfig.OriginMtlsConfig': undefined,
      },
    );
    expect(look(wafRateLimit, modelOf(fronted), { entry: 'cloudfront' })).toEqual([line('weak', rate)]);
  });

  describe('inside a rule group', () => {
    const grouped = (override: Json): Resources => ({
      ...edit(edgeApi, {
        [rule]: {
          Name: 'Ours',
          Priority: 0,
          OverrideAction: override,
          Statement: { RuleGroupReferenceStatement: { Arn: attribute('Group', 'Arn') } },
        },
      }),
      Group: {
        Type: 'AWS::WAFv2::RuleGroup',
        Properties: {
          Rules: [
            {
              Name: 'PerAddress',
              Priority: 0,
              Action: { Block: {} },
              Statement: { RateBasedStatement: { Limit: 2000, AggregateKeyType: 'IP' } },
            },
          ],
        },
      },
    });

    test('stands: the group keeps its own actions', () => {
      expect(look(wafRateLimit, modelOf(grouped({ None: {} })))).toEqual([
        'stands Group Rules.0.Statement.RateBasedStatement.Limit',
      ]);
    });

    test('weak: the group is overridden to Count', () => {
      expect(look(wafRateLimit, modelOf(grouped({ Count: {} })))).toEqual(['weak Group Rules.0.Action']);
    });

    test('unproven: the group is in none of the templates', () => {
      expect(look(wafRateLimit, modelOf(edit(grouped({ None: {} }), { Group: undefined })))).toEqual([
        line('unproven', rule),
      ]);
    });
  });
});
