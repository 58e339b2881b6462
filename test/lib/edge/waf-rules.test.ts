import { testClaims } from '../../claims';
import { blocks, managed, rated, refusing, rule } from './rules';

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
    'PerAddressPublic',
    'holds for every path that takes no token',
    'Statement.RateBasedStatement.ScopeDownStatement.OrStatement.Statements',
    ['/.well-known/assetlinks.json', '/.well-known/apple-app-site-association'].map(SearchString => ({
      ByteMatchStatement: expect.objectContaining({ SearchString, PositionalConstraint: 'STARTS_WITH' }),
    })),
    [],
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
      expect.objectContaining({ ByteMatchStatement: expect.objectContaining({ SearchString: 'portcullis-' }) }),
      expect.objectContaining({ ByteMatchStatement: expect.objectContaining({ SearchString: 'x-portcullis-' }) }),
      expect.objectContaining({
        ByteMatchStatement: expect.objectContaining({ SearchString: 'cloudfront-viewer-cert-' }),
      }),
    ],
    [],
  ),
]);
