import { watchAccessLogSecrets } from '../../../../tools/prove/rules/watch-access-log-secrets';
import { describeRule, type Case } from './watched';

const property = 'Stage AccessLogSettings.Format';
const writes = (variable: string): Case => [
  `weak: ${variable}`,
  { 'Stage.AccessLogSettings.Format': variable },
  `weak ${property}`,
];
const leavesOut = (variable: string): Case => [
  `stands: ${variable}`,
  { 'Stage.AccessLogSettings.Format': variable },
  `stands ${property}`,
];

describeRule(watchAccessLogSecrets, [
  ['stands: ids and results', {}, `stands ${property}`],
  leavesOut('$context.identity.apiKeyId'),
  leavesOut('$context.authorizer.claims.sub'),
  leavesOut('$context.identity.clientCert.serialNumber'),
  writes('$context.identity.apiKey'),
  writes('$context.identity.clientCert.clientCertPem'),
  writes('$context.authorizer.accessToken'),
  writes('$context.requestOverride.header.Authorization'),
  ['says nothing: no access log', { 'Stage.AccessLogSettings': undefined }],
]);
