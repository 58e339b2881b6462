import type { Json } from '../../../../tools/prove/json';
import type { StackInput } from '../../../../tools/prove/model';
import type { Change, Needed } from './change';

const needed = (goes: string, ...changes: readonly Change[]): Needed => ({ goes, changes });
const ofDevices = (goes: string, ...changes: readonly Change[]): Needed => ({ goes, changes, devices: true });

const behaviour = 'DistributionConfig.DefaultCacheBehavior';
const origin = 'DistributionConfig.Origins.0.CustomOriginConfig';
const bundle = 'CaCertificatesBundleSource.CaCertificatesBundleS3Location';
const routes = ['listAccounts', 'readAccount', 'createTransfer', 'readTransfer'];

/** What `trust` publishes of the authority of the origin hop. */
function authority(stacks: readonly StackInput[]): Json {
  const trust = stacks.find(({ name }) => name.endsWith('-trust'));
  const OutputName = Object.keys(trust?.template.Outputs ?? {}).find(name => name.includes('Authority')) ?? '';
  return { 'Fn::GetStackOutput': { StackName: trust?.name ?? '', Region: trust?.region ?? '', OutputName } };
}

export const neededFor: Readonly<Record<string, Needed>> = {
  'tls/viewer-policy': needed('plain HTTP is served', [
    'edge/Distribution',
    `${behaviour}.ViewerProtocolPolicy`,
    'allow-all',
  ]),
  'tls/minimum-version': needed('TLS 1.0 is served', [
    'edge/Distribution',
    'DistributionConfig.ViewerCertificate.MinimumProtocolVersion',
    'TLSv1',
  ]),
  'tls/origin-protocol': needed('the edge offers its origin TLS 1.0', [
    'edge/Distribution',
    `${origin}.OriginSSLProtocols`,
    ['TLSv1'],
  ]),
  'client-mtls/required': ofDevices('who shows no certificate is served', [
    'edge/Distribution',
    'DistributionConfig.ViewerMtlsConfig.Mode',
    'optional',
  ]),
  'client-mtls/forged-headers': ofDevices('a client writes which device it is', [
    'edge/Distribution',
    `${behaviour}.FunctionAssociations`,
  ]),
  'client-mtls/revocation': ofDevices('a device that was reported stolen goes on calling', [
    'edge/Distribution',
    'DistributionConfig.ConnectionFunctionAssociation',
  ]),
  'client-mtls/truststore': ofDevices('what devices are checked against has no versions', [
    'trust/Certificates',
    'VersioningConfiguration',
  ]),
  'waf/attached': needed('the web ACL is of the wrong scope', ['edge/WebAcl', 'Scope', 'REGIONAL']),
  'waf/known-bad-input': needed('a managed group only counts', [
    'edge/WebAcl',
    'Rules.9.OverrideAction',
    { Count: {} },
  ]),
  'waf/no-early-allow': needed('a header opens the web ACL', ['edge/WebAcl', 'Rules.4.Action', { Allow: {} }]),
  'waf/rate-limit': needed('the rate of an address is only counted', ['edge/WebAcl', 'Rules.0.Action', { Count: {} }]),
  'origin-mtls/required': needed('the origin asks for no certificate', [
    'gateway/OriginDomain',
    'MutualTlsAuthentication',
  ]),
  'origin-mtls/edge-certificate': needed('the edge shows no certificate', [
    'edge/Distribution',
    `${origin}.OriginMtlsConfig`,
  ]),
  'origin-mtls/issuing-roles': needed('what signs for the hop may do anything', [
    'trust/CertifyRoleDefaultPolicy',
    'PolicyDocument.Statement.1.Action',
    '*',
  ]),
  'origin-mtls/own-ca': ofDevices('devices chain to the CA of the hop', [
    'edge/ClientsTrustStore',
    `${bundle}.Key`,
    authority,
  ]),
  'origin-mtls/signing-key': needed('anyone in the account signs', [
    'trust/OriginHopaKey',
    'KeyPolicy.Statement.1.Condition',
  ]),
  'origin-mtls/truststore-bucket': needed('the truststore has no versions', [
    'trust/Certificates',
    'VersioningConfiguration',
  ]),
  'origin-mtls/version-pinned': needed('no version is pinned', [
    'gateway/OriginDomain',
    'MutualTlsAuthentication.TruststoreVersion',
  ]),
  'gateway/throttled': needed('a route has no rate', ['gateway/Stage', 'RouteSettings.POST /transfers', {}]),
  'gateway/cors': needed('any site calls with credentials', [
    'gateway/Api',
    'CorsConfiguration',
    { AllowOrigins: ['*'], AllowCredentials: true },
  ]),
  'gateway/invocation': needed('any API invokes the function', ['gateway/InvokelistAccounts', 'SourceArn']),
  'gateway/no-way-around': needed('the default endpoint is open', ['gateway/Api', 'DisableExecuteApiEndpoint']),
  'gateway/routes-named': needed('one route takes everything', ['gateway/RoutelistAccounts', 'RouteKey', '$default']),
  'auth/present': needed('nobody is asked for a token', ['gateway/RoutelistAccounts', 'AuthorizationType', 'NONE']),
  'auth/forwarded': needed('the token does not reach the API', [
    'edge/Distribution',
    `${behaviour}.OriginRequestPolicyId`,
    'acba4595-bd28-49b8-b9fe-13317c0390fa',
  ]),
  'auth/lambda-cache': needed(
    'a decision is kept for whoever sends no token',
    ['gateway/ApiTokens', 'AuthorizerType', 'REQUEST'],
    ['gateway/ApiTokens', 'JwtConfiguration'],
    ['gateway/ApiTokens', 'AuthorizerUri', 'arn:aws:apigateway:eu-west-1:lambda:path/elsewhere'],
    ['gateway/ApiTokens', 'AuthorizerResultTtlInSeconds', 300],
    ['gateway/ApiTokens', 'IdentitySource', ['$request.header.user-agent']],
    ...routes.map((name): Change => [`gateway/Route${name}`, 'AuthorizationType', 'CUSTOM']),
  ),
  'auth/not-cached': needed("one caller's answers are kept for all", [
    'edge/Distribution',
    `${behaviour}.CachePolicyId`,
    '658327ea-f89d-4fab-a63d-7e88639e58f6',
  ]),
  'auth/scopes': needed('any token of the issuer passes', ['gateway/RoutelistAccounts', 'AuthorizationScopes']),
  'auth/sign-in': needed('tokens stand in addresses', ['identity/UserPoolApp', 'AllowedOAuthFlows', ['implicit']]),
  'auth/token-source': needed('tokens of any client pass', ['gateway/ApiTokens', 'JwtConfiguration.Audience']),
  'service/behind-route': needed('a function of others answers', [
    'gateway/RoutelistAccountsaccounts',
    'IntegrationUri',
    'arn:aws:lambda:eu-west-1:444455556666:function:elsewhere',
  ]),
  'service/role-narrow': needed('the function may do anything with its log', [
    'services/accountsRoleDefaultPolicy',
    'PolicyDocument.Statement.0.Action',
    '*',
  ]),
  'service/role-taken': needed('anyone takes the role', [
    'services/accountsRole',
    'AssumeRolePolicyDocument.Statement.0.Principal',
    { AWS: '*' },
  ]),
  'service/runtime': needed('the runtime gets no patches', ['services/accountsFunction', 'Runtime', 'nodejs16.x']),
  'service/secrets': needed('a password stands in the environment', [
    'services/accountsFunction',
    'Environment.Variables.DATABASE_PASSWORD',
    'correct horse battery',
  ]),
  'service/data-closed': needed('strangers use the key of the tables', [
    'data/Key',
    'KeyPolicy.Statement.0.Principal',
    { AWS: '*' },
  ]),
  'service/guard-settings': needed('the guard trusts another issuer', [
    'services/accountsFunction',
    'Environment.Variables.ISSUER',
    'https://elsewhere.example.net',
  ]),
  'service/guard-rights': needed('the key of the tables is used outside DynamoDB', [
    'services/accountsRoleDefaultPolicy',
    'PolicyDocument.Statement.1.Condition',
    { StringLike: { 'kms:ViaService': '*' } },
  ]),
  'service/guard-data': needed('a table may be deleted by mistake', ['data/Accounts', 'DeletionProtectionEnabled']),
  'watch/access-log': needed('the access log has no format', ['gateway/Stage', 'AccessLogSettings.Format']),
  'watch/access-log-secrets': needed('certificates stand in the access log', [
    'gateway/Stage',
    'AccessLogSettings.Format',
    '{"requestId":"$context.requestId","routeKey":"$context.routeKey","status":"$context.status","sourceIp":"$context.identity.sourceIp","certificate":"$context.identity.clientCert.clientCertPem"}',
  ]),
  'watch/edge-log': needed('the edge logs nobody', ['edge/AccessLogDelivery', 'RecordFields', []]),
  'watch/logs-private': needed('the log of the edge may be public', [
    'edge/AccessLogBucket',
    'PublicAccessBlockConfiguration',
  ]),
  'watch/web-acl-log': needed('what is blocked is not logged', [
    'edge/WebAclLogging',
    'LoggingFilter.Filters.0.Behavior',
    'DROP',
  ]),
  'watch/web-acl-log-secrets': needed('tokens stand in the log of the web ACL', [
    'edge/WebAcl',
    'DataProtectionConfig',
  ]),
  'watch/function-log': needed('the function may not write its log', [
    'services/accountsRoleDefaultPolicy',
    'PolicyDocument.Statement.0.Resource',
    'arn:aws:logs:eu-west-1:111122223333:log-group:elsewhere:*',
  ]),
  'watch/log-retention': needed('a log is kept for ever', ['services/accountsLogs', 'RetentionInDays']),
  'watch/error-alarm': needed(
    'nobody is told of errors',
    ['watch/WatchGatewayErrors', ''],
    ['edge/WatchOriginErrors', ''],
  ),
  'watch/origin-certificate': needed('nobody is told that the hop expires', ['edge/WatchOriginHopLeafExpires', '']),
  'watch/web-acl-alarm': needed('nobody is told what is blocked', ['edge/WatchEdgeBlocks', '']),
  'watch/guard-alarms': needed('nobody is told of a way around the edge', ['watch/WatchAccountsHopRefused', '']),
  'watch/alarms-fire': needed('an alarm waits for what cannot be', ['watch/WatchGatewaySlow', 'Threshold', 1e9]),
  'watch/alarms-tell': needed('an alarm tells nobody', ['watch/WatchGatewaySlow', 'AlarmActions', []]),
};
