import { watchWebAclLogSecrets } from '../../../../tools/prove/rules/watch-web-acl-log-secrets';
import { describeRule } from './watched';

const redacted = 'WafLogging RedactedFields';
const protection = 'WebAcl DataProtectionConfig';
const hashes = (...FieldKeys: readonly string[]) => ({
  DataProtections: [{ Action: 'HASH', Field: { FieldType: 'SINGLE_HEADER', FieldKeys } }],
});
const countsByToken = {
  'WebAcl.Rules.0.Statement.RateBasedStatement': {
    Limit: 300,
    AggregateKeyType: 'CUSTOM_KEYS',
    CustomKeys: [{ Header: { Name: 'Authorization', TextTransformations: [] } }],
  },
};

describeRule(watchWebAclLogSecrets, [
  ['stands: both headers are redacted', {}, `stands ${redacted}`],
  [
    'stands: both headers are hashed wherever they are written',
    { 'WebAcl.DataProtectionConfig': hashes('authorization', 'cookie'), 'WafLogging.RedactedFields': undefined },
    `stands ${protection}`,
  ],
  ['weak: the log holds cookies', { 'WafLogging.RedactedFields.1': undefined }, `weak ${redacted}`],
  ['weak: the log holds tokens', { 'WafLogging.RedactedFields': undefined }, `weak ${redacted}`],
  [
    'weak: samples show what the log leaves out',
    { 'WebAcl.VisibilityConfig.SampledRequestsEnabled': true },
    'weak WebAcl VisibilityConfig.SampledRequestsEnabled',
  ],
  ['weak: a rate rule writes the token that it counts by', countsByToken, `weak ${protection}`],
  [
    'stands: unless it is hashed',
    { ...countsByToken, 'WebAcl.DataProtectionConfig': hashes('authorization', 'cookie') },
    `stands ${protection}`,
  ],
  ['unproven: a parameter', { 'WafLogging.RedactedFields': { Ref: 'P' } }, `unproven ${protection}`],
]);
