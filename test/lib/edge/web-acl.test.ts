import { loadConfig } from '../../../lib/config';
import { wafRules } from '../../../lib/edge/waf-rules';
import type { WafRule } from '../../../lib/edge/web-acl';
import { only, template, type Template } from '../../assembly';
import { testClaims, type Claim } from '../../claims';
import { attributeOf, get, property, set } from '../paths';

interface Rule {
  Name: string;
  Priority: number;
  VisibilityConfig: { MetricName: string; SampledRequestsEnabled: boolean; CloudWatchMetricsEnabled: boolean };
}

const rulesOf = (from: Template) => only(from, 'AWS::WAFv2::WebACL').Properties.Rules as Rule[];

/** A claim about one rule of a stack's web ACL, found by its name. */
const rule = (stackRule: string, claim: string, path: string, is: unknown, weakened: unknown): Claim => {
  const find = (from: Template) => rulesOf(from).find(({ Name }) => Name === stackRule);
  return {
    layer: 'waf',
    claim: `${stackRule}: ${claim}`,
    assertion: from => expect(get(find(from), path)).toEqual(is),
    weaken: from => set(find(from), path, weakened),
  };
};

const acl = (claim: string, path: string, is: unknown, weakened: unknown): Claim =>
  property({ layer: 'waf', claim, type: 'AWS::WAFv2::WebACL', path, is, weakened });

const blocks = (name: string, status: number, body: string): Claim =>
  rule(
    name,
    `blocks with ${status}`,
    'Action',
    {
      Block: { CustomResponse: expect.objectContaining({ ResponseCode: status, CustomResponseBodyKey: body }) },
    },
    { Count: {} },
  );

const rated = ['PerAddress', 'PerAddressSensitive', 'PerToken'];
const refusing = ['ForgedEdgeHeaders', 'BodyTooLarge', 'QueryTooLarge', 'PathTooLarge'];
const managed = [
  'AWSManagedRulesAmazonIpReputationList',
  'AWSManagedRulesKnownBadInputsRuleSet',
  'AWSManagedRulesCommonRuleSet',
];

/** Claims that hold for the edge's web ACL and for the one in front of sign-in. */
const everyAcl: Claim[] = [
  acl('no sample is kept: samples show tokens', 'VisibilityConfig.SampledRequestsEnabled', false, true),
  {
    layer: 'waf',
    claim: 'no rule keeps samples, and each counts under its own name',
    assertion: from =>
      expect(rulesOf(from).map(({ VisibilityConfig }) => VisibilityConfig)).toEqual(
        rulesOf(from).map(({ Name }) => ({
          MetricName: Name,
          SampledRequestsEnabled: false,
          CloudWatchMetricsEnabled: true,
        })),
      ),
    weaken: from => set(rulesOf(from), '0.VisibilityConfig.MetricName', 'other'),
  },
  {
    layer: 'watch',
    claim: 'the web ACL counts under its own name',
    assertion: from => {
      const { Name, VisibilityConfig } = only(from, 'AWS::WAFv2::WebACL').Properties;
      expect(get(VisibilityConfig, 'MetricName')).toBe(Name);
    },
    weaken: from => set(only(from, 'AWS::WAFv2::WebACL').Properties, 'VisibilityConfig.MetricName', 'other'),
  },
  acl(
    'tokens are hashed wherever WAF would write them, rate keys included',
    'DataProtectionConfig.DataProtections.0',
    { Action: 'HASH', Field: { FieldType: 'SINGLE_HEADER', FieldKeys: ['authorization', 'cookie'] } },
    undefined,
  ),
  ...logging(),
];

function logging(): Claim[] {
  const log = (claim: string, path: string, is: unknown, weakened: unknown): Claim =>
    property({ layer: 'watch', claim, type: 'AWS::WAFv2::LoggingConfiguration', path, is, weakened });
  const [redacted, dropped] = [
    [{ SingleHeader: { Name: 'authorization' } }, { SingleHeader: { Name: 'cookie' } }, { QueryString: {} }],
    { DefaultBehavior: 'DROP' },
  ];
  return [
    log('the web ACL logs', 'ResourceArn', attributeOf('AWS::WAFv2::WebACL', 'Arn'), 'arn:aws:wafv2:::other'),
    log('Authorization, Cookie and the query are redacted', 'RedactedFields', redacted, redacted.slice(1)),
    log('what is served is not logged', 'LoggingFilter', expect.objectContaining(dropped), { DefaultBehavior: 'KEEP' }),
    log(
      'Block and Count are logged',
      'LoggingFilter.Filters.0',
      {
        Behavior: 'KEEP',
        Requirement: 'MEETS_ANY',
        Conditions: [{ ActionCondition: { Action: 'BLOCK' } }, { ActionCondition: { Action: 'COUNT' } }],
      },
      { Behavior: 'KEEP', Requirement: 'MEETS_ANY', Conditions: [{ ActionCondition: { Action: 'COUNT' } }] },
    ),
    log(
      'the destination is a log group without the wildcard WAF refuses',
      'LogDestinationConfigs',
      [
        {
          'Fn::Join': [
            '',
            [expect.stringMatching(/^arn:aws:logs:/), { Ref: 'AWS::AccountId' }, ':log-group:', expect.anything()],
          ],
        },
      ],
      [{ 'Fn::GetAtt': ['WebAclLog', 'Arn'] }],
    ),
    {
      layer: 'watch',
      claim: 'the log group has a name WAF takes',
      assertion: from => expect(get(wafGroup(from), 'Properties.LogGroupName')).toMatch(/^aws-waf-logs-/),
      weaken: from => set(wafGroup(from), 'Properties.LogGroupName', 'waf-logs'),
    },
  ];
}

/** The edge has log groups of functions too. */
const wafGroup = (from: Template): unknown =>
  Object.entries(from.Resources).find(
    ([id, { Type }]) => Type === 'AWS::Logs::LogGroup' && id.startsWith('WebAcl'),
  )?.[1];

testClaims('edge', [
  ...rated.map(name => blocks(name, 429, 'too-many')),
  ...refusing.map(name => blocks(name, 403, 'refused')),
  ...managed.map(name => rule(name, "keeps the group's own actions", 'OverrideAction', { None: {} }, { Count: {} })),
  ...managed.map(name =>
    rule(
      name,
      'excludes no rule of the group',
      'Statement.ManagedRuleGroupStatement',
      { VendorName: 'AWS', Name: name },
      {
        VendorName: 'AWS',
        Name: name,
        RuleActionOverrides: [{ Name: 'NoUserAgent_HEADER', ActionToUse: { Allow: {} } }],
      },
    ),
  ),
  rule(
    'PerAddress',
    'counts the real address',
    'Statement.RateBasedStatement',
    { Limit: 2_000, EvaluationWindowSec: 300, AggregateKeyType: 'IP' },
    { Limit: 2_000, EvaluationWindowSec: 300, AggregateKeyType: 'FORWARDED_IP' },
  ),
  rule(
    'PerAddressSensitive',
    'holds for the sensitive paths',
    'Statement.RateBasedStatement.ScopeDownStatement.ByteMatchStatement.SearchString',
    '/transfers',
    '/nothing',
  ),
  rule(
    'PerAddressSensitive',
    'decodes the path first',
    'Statement.RateBasedStatement.ScopeDownStatement.ByteMatchStatement.TextTransformations',
    [
      { Priority: 0, Type: 'URL_DECODE' },
      { Priority: 1, Type: 'NORMALIZE_PATH' },
      { Priority: 2, Type: 'LOWERCASE' },
    ],
    [{ Priority: 0, Type: 'NONE' }],
  ),
  rule(
    'PerToken',
    'counts by token',
    'Statement.RateBasedStatement.CustomKeys.0.Header.Name',
    'authorization',
    'user-agent',
  ),
  rule(
    'PerToken',
    'one token is one key however it is spelt',
    'Statement.RateBasedStatement.CustomKeys.0.Header.TextTransformations',
    [
      { Priority: 0, Type: 'LOWERCASE' },
      { Priority: 1, Type: 'COMPRESS_WHITE_SPACE' },
    ],
    [{ Priority: 0, Type: 'NONE' }],
  ),
  rule(
    'BodyTooLarge',
    'a body WAF cannot see whole is too large',
    'Statement.SizeConstraintStatement.FieldToMatch.Body.OversizeHandling',
    'MATCH',
    'CONTINUE',
  ),
  rule('BodyTooLarge', 'the limit is the configured one', 'Statement.SizeConstraintStatement.Size', 8_192, 65_536),
  rule(
    'ForgedEdgeHeaders',
    'sees names in any case',
    'Statement.OrStatement.Statements.0.ByteMatchStatement.TextTransformations',
    [{ Priority: 0, Type: 'LOWERCASE' }],
    [{ Priority: 0, Type: 'NONE' }],
  ),
  rule(
    'ForgedEdgeHeaders',
    'nothing hides behind too many headers',
    'Statement.OrStatement.Statements.1.ByteMatchStatement.FieldToMatch.Headers.OversizeHandling',
    'MATCH',
    'CONTINUE',
  ),
  rule(
    'ForgedEdgeHeaders',
    "covers ours and CloudFront's",
    'Statement.OrStatement.Statements',
    [
      expect.objectContaining({ ByteMatchStatement: expect.objectContaining({ SearchString: 'x-portcullis-' }) }),
      expect.objectContaining({
        ByteMatchStatement: expect.objectContaining({ SearchString: 'cloudfront-viewer-cert-' }),
      }),
    ],
    [],
  ),
  acl('it is in the scope CloudFront takes', 'Scope', 'CLOUDFRONT', 'REGIONAL'),
  ...everyAcl,
]);

testClaims('identity', [
  blocks('PerAddress', 429, 'too-many'),
  rule(
    'PerAddress',
    'counts the real address',
    'Statement.RateBasedStatement',
    { Limit: 100, EvaluationWindowSec: 300, AggregateKeyType: 'IP' },
    undefined,
  ),
  acl('it is in the scope Cognito takes', 'Scope', 'REGIONAL', 'CLOUDFRONT'),
  property({
    layer: 'waf',
    claim: 'it is attached to the user pool',
    type: 'AWS::WAFv2::WebACLAssociation',
    path: 'ResourceArn',
    is: attributeOf('AWS::Cognito::UserPool', 'Arn'),
    weakened: 'arn:aws:cognito-idp:eu-west-1:1:userpool/other',
  }),
  property({
    layer: 'waf',
    claim: 'it is the web ACL that is attached',
    type: 'AWS::WAFv2::WebACLAssociation',
    path: 'WebACLArn',
    is: attributeOf('AWS::WAFv2::WebACL', 'Arn'),
    weakened: 'arn:aws:wafv2:::other',
  }),
  ...everyAcl,
]);

describe('what WAF would only say at deploy time', () => {
  const statements = (from: Template): string => JSON.stringify(only(from, 'AWS::WAFv2::WebACL').Properties);

  test.each(['edge', 'identity'])('%s: names and priorities are each used once', stack => {
    const rules = rulesOf(template(stack));
    expect(new Set(rules.map(({ Name }) => Name)).size).toBe(rules.length);
    expect(rules.map(({ Priority }) => Priority)).toEqual(rules.map((_, index) => index));
  });

  test('no OR has fewer than two statements, with one sensitive path or with three', () => {
    const { waf } = loadConfig('example');
    const sensitive = (paths: string[]): WafRule | undefined =>
      wafRules({ waf: { ...waf, perAddressSensitive: { ...waf.perAddressSensitive, paths } } })[1];
    const scope = 'statement.rateBasedStatement.scopeDownStatement';
    expect(get(sensitive(['/a']), `${scope}.orStatement`)).toBeUndefined();
    expect(get(sensitive(['/a', '/b', '/c']), `${scope}.orStatement.statements`)).toHaveLength(3);
  });

  test('every body a response names is there, is JSON, and nothing sets content-type', () => {
    const properties = only(template('edge'), 'AWS::WAFv2::WebACL').Properties;
    const bodies = properties.CustomResponseBodies as Record<string, { Content: string; ContentType: string }>;
    for (const [, key = ''] of statements(template('edge')).matchAll(/"CustomResponseBodyKey":"([^"]+)"/g)) {
      expect(bodies[key]?.ContentType).toBe('APPLICATION_JSON');
      expect(JSON.parse(bodies[key]?.Content ?? '')).toMatchObject({
        status: expect.any(Number),
        code: expect.any(String),
      });
    }
    expect(statements(template('edge')).toLowerCase()).not.toContain('"name":"content-type"');
  });

  test('every 429 says when to come back: after the window of its rule', () => {
    for (const limited of rulesOf(template('edge')).filter(({ Name }) => rated.includes(Name)))
      expect(get(limited, 'Action.Block.CustomResponse.ResponseHeaders')).toContainEqual({
        Name: 'retry-after',
        Value: String(get(limited, 'Statement.RateBasedStatement.EvaluationWindowSec')),
      });
  });

  test('what counts stands before what refuses', () => {
    const names = rulesOf(template('edge')).map(({ Name }) => Name);
    expect(names).toEqual([...rated, ...refusing, ...managed]);
  });

  test('a rule by token is paired with one by address', () => {
    const keys = rulesOf(template('edge')).map(one => get(one, 'Statement.RateBasedStatement.AggregateKeyType'));
    expect(keys).toEqual(expect.arrayContaining(['CUSTOM_KEYS', 'IP']));
  });

  test('the rules fit into the capacity of the base price', () => {
    const capacity = wafRules(loadConfig('example')).reduce((sum, { statement }) => sum + units(statement), 0);
    expect(capacity).toBe(1_040);
  });

  test('Cognito takes no paid group against account takeover or fake sign-ups', () => {
    expect(statements(template('identity'))).not.toMatch(/ATPRuleSet|ACFPRuleSet/);
  });
});

/** Web ACL capacity units, after the WAF developer guide. */
function units(statement: WafRule['statement']): number {
  const groups: Record<string, number> = { [managed[0] ?? '']: 25, [managed[1] ?? '']: 200, [managed[2] ?? '']: 700 };
  const written = JSON.stringify(statement);
  const count = (pattern: RegExp): number => [...written.matchAll(pattern)].length;
  return (
    (groups[String(get(statement, 'managedRuleGroupStatement.name'))] ?? 0) +
    2 * count(/"rateBasedStatement"/g) +
    30 * count(/"header":\{"name"/g) +
    2 * count(/"byteMatchStatement"/g) +
    count(/"sizeConstraintStatement"/g) +
    10 * count(/"type":"(?!NONE)/g)
  );
}
