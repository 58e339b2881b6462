import { only, type Template } from '../../assembly';
import { testClaims, type Claim } from '../../claims';
import { attributeOf, get, property, set } from '../paths';
import { acl, blocks, rule, rulesOf } from './rules';

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

testClaims('edge', [acl('it is in the scope CloudFront takes', 'Scope', 'CLOUDFRONT', 'REGIONAL'), ...everyAcl]);

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
