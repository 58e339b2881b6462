import { about, equivalent, idle, missed, never, seen } from '../expectation';
import type { Mutant } from '../mutant';

/** Web ACLs and their logs. From the WAF developer guide. */

const onEdge = ({ place }: Mutant): boolean => place.stack.endsWith('-edge');

/** Rules beyond what the layer asks for: a rate of some address on this route, and two groups of AWS. */
const asked = ['PerAddress', 'AWSManagedRulesKnownBadInputsRuleSet', 'AWSManagedRulesCommonRuleSet'];
/** Rules whose metric has an alarm of its own. */
const alarmed = ['PerToken', 'ForgedEdgeHeaders'];

const ruleNames = [
  'PerAddress',
  'PerAddressSensitive',
  'PerAddressPublic',
  'PerToken',
  'ForgedEdgeHeaders',
  'BodyTooLarge',
  'QueryTooLarge',
  'PathTooLarge',
  'AWSManagedRulesAmazonIpReputationList',
  'AWSManagedRulesKnownBadInputsRuleSet',
  'AWSManagedRulesCommonRuleSet',
];

const ruleOf = ({ place }: Mutant): string =>
  place.path[0] === 'Rules' ? (ruleNames[Number(place.path[1])] ?? '') : '';
const ofAsked = (mutant: Mutant): boolean => onEdge(mutant) && asked.includes(ruleOf(mutant));
const ofAlarmed = (mutant: Mutant): boolean => onEdge(mutant) && alarmed.includes(ruleOf(mutant));

const tokens = 'the log of a rate rule says by which token it counted, which redacted fields do not cover';
const lets = 'whoever fits the rule is allowed past the rules behind it';

const edgeAcl = [
  // A rule whose metric nobody publishes leaves its alarm without data.
  ...about(
    'AWS::WAFv2::WebACL',
    {
      'Rules.#.VisibilityConfig.CloudWatchMetricsEnabled': seen('watch', 'an alarm waits for this metric', 'negate'),
      'Rules.#.VisibilityConfig.MetricName': seen('watch', 'an alarm waits for this metric', 're-point'),
      'Rules.#': seen('watch', 'an alarm waits for this rule to block', 'delete'),
      'Rules.#.Action': seen('watch', 'an alarm waits for this rule to block', 'widen={"Count":{}}'),
    },
    ofAlarmed,
  ),
  ...about(
    'AWS::WAFv2::WebACL',
    {
      'Rules.#': seen('waf', 'what the layer asks for is gone', 'delete'),
      'Rules.#.Action': [
        seen('waf', 'the rule counts and lets by', 'widen'),
        never('a rule needs an action', 'delete', 'empty'),
      ],
      'Rules.#.OverrideAction': seen('waf', 'the group counts and lets by', 'widen'),
      'Rules.#.Statement.ManagedRuleGroupStatement.Name': seen('waf', 'the group is another', 're-point'),
      'Rules.#.Statement.RateBasedStatement.AggregateKeyType': seen('waf', 'no address is counted', 'switch'),
      'Rules.#.Statement.RateBasedStatement.EvaluationWindowSec': [
        equivalent('300 seconds is the default', 'delete'),
        never('a window is 60, 120, 300 or 600 seconds'),
      ],
      'Rules.#.Statement.RateBasedStatement.Limit': [
        seen('waf', 'one address may take all that the routes serve', 'widen'),
        never('a limit is at least 10'),
      ],
    },
    ofAsked,
  ),
  ...about(
    'AWS::WAFv2::WebACL',
    {
      '': seen('waf', 'the distribution names a web ACL that is not there'),
      Scope: [seen('waf', 'only scope CLOUDFRONT can stand before a distribution', 'switch'), never('required')],
      Rules: seen('waf', 'a web ACL without rules lets everything by'),
      DataProtectionConfig: seen('watch', tokens),
      'DataProtectionConfig.DataProtections': seen('watch', tokens),
      'DataProtectionConfig.DataProtections.0': seen('watch', tokens),
      'DataProtectionConfig.DataProtections.0.Action': never('WAF hashes or substitutes'),
      'DataProtectionConfig.DataProtections.0.Field': seen('watch', tokens),
      'DataProtectionConfig.DataProtections.0.Field.FieldType': seen('watch', tokens),
      'DataProtectionConfig.DataProtections.0.Field.FieldKeys': seen('watch', tokens),
      'DataProtectionConfig.DataProtections.0.Field.FieldKeys.0': seen('watch', tokens),
      'Rules.#.Action': [
        seen('waf', lets, 'widen={"Allow":{}}'),
        missed('own-waf-rules', 'widen'),
        never('a rule needs an action'),
      ],
      'VisibilityConfig.CloudWatchMetricsEnabled': seen('watch', 'an alarm waits for this metric', 'negate'),
      'VisibilityConfig.MetricName': seen('watch', 'an alarm waits for this metric', 're-point'),
    },
    onEdge,
  ),
];

const signInAcl = about(
  'AWS::WAFv2::WebACL',
  {
    '': never('the association names it'),
    Scope: never('required, and a user pool takes none of scope CLOUDFRONT'),
    'VisibilityConfig.CloudWatchMetricsEnabled': seen('watch', 'an alarm waits for this metric', 'negate'),
    'VisibilityConfig.MetricName': seen('watch', 'an alarm waits for this metric', 're-point'),
  },
  mutant => !onEdge(mutant),
);

/** The same for every web ACL. */
const everyAcl = about('AWS::WAFv2::WebACL', {
  'CustomResponseBodies.**': idle('what a refusal says'),
  'DataProtectionConfig.**': idle('the logging configuration redacts the same fields, and nothing is sampled'),
  Description: idle('a text for people'),
  'DefaultAction.**': never('a web ACL needs a default action, and one that blocks serves nobody'),
  Name: idle('metrics go by the metric name'),
  VisibilityConfig: never('required'),
  'VisibilityConfig.*': [
    never('required', 'delete', 'empty'),
    idle('what is sampled goes through the data protection of the web ACL'),
  ],
  'Rules.#.VisibilityConfig': never('required'),
  'Rules.#.VisibilityConfig.*': [
    never('required', 'delete', 'empty'),
    idle('no alarm waits for this metric, and what is sampled goes through the data protection of the web ACL'),
  ],
  'Rules.#.Name': [never('required', 'delete', 'empty'), idle('metrics go by the metric name')],
  'Rules.#.Priority': [
    never('two rules of one priority are refused', 'delete', 'empty'),
    idle('all rules block, in any order'),
  ],
  'Rules.#.Action.**': [never('a rule has one action', 'delete', 'widen'), idle('how the refusal is worded')],
  'Rules.#.OverrideAction.None': never('a group needs an override action'),
});

const rest = [
  ...about(
    'AWS::WAFv2::WebACL',
    {
      'Rules.#.Statement.RateBasedStatement.ScopeDownStatement': idle('the rule counts every route', 'delete'),
      'Rules.#.Statement.**': missed('own-waf-rules', 'widen', 'switch', 're-point'),
      'Rules.#': missed('own-waf-rules', 'delete'),
      'Rules.#.OverrideAction': missed('own-waf-rules', 'widen'),
    },
    mutant => onEdge(mutant) && !asked.includes(ruleOf(mutant)),
  ),
  ...about('AWS::WAFv2::WebACL', { 'Rules.**': never('WAF refuses a rule that is not whole') }, onEdge),
  ...about('AWS::WAFv2::WebACL', {
    '**': missed('sign-in-web-acl'),
  }),
  ...about('AWS::WAFv2::WebACLAssociation', {
    '**': missed('sign-in-web-acl'),
  }),
];

const logged = 'what the web ACL blocked is written nowhere';

const logging = about('AWS::WAFv2::LoggingConfiguration', {
  '': seen('watch', logged),
  'LogDestinationConfigs.#': never('it is logged nowhere, or to a group that WAF refuses'),
  'LoggingFilter.DefaultBehavior': [idle('more is kept', 'switch'), never('required')],
  'LoggingFilter.Filters.#.Behavior': [seen('watch', logged, 'switch'), never('required')],
  'LoggingFilter.Filters.#.Requirement': [
    seen('watch', 'no request is blocked and counted at once, so none is written', 'switch'),
    never('required'),
  ],
  'LoggingFilter.Filters.#.Conditions.0': seen('watch', logged, 'delete'),
  'LoggingFilter.Filters.#.Conditions.1': idle('what was only counted is not written', 'delete'),
  LoggingFilter: [idle('everything is written', 'delete'), never('WAF refuses a filter that is not whole')],
  'LoggingFilter.**': never('WAF refuses a filter that is not whole'),
  'RedactedFields.**': idle('the data protection of the web ACL hashes the same fields'),
  '**': never('required'),
});

export const waf = [...edgeAcl, ...signInAcl, ...everyAcl, ...rest, ...logging];
