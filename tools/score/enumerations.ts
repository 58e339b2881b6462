/** Other values that AWS documents for a property, by the property's name: what somebody could have written instead. */
const enumerations: Readonly<Record<string, readonly string[]>> = {
  // CloudFront
  ViewerProtocolPolicy: ['allow-all', 'redirect-to-https', 'https-only'],
  OriginProtocolPolicy: ['http-only', 'match-viewer', 'https-only'],
  MinimumProtocolVersion: ['TLSv1', 'TLSv1.1_2016', 'TLSv1.2_2021', 'TLSv1.2_2025'],
  OriginSSLProtocols: ['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2'],
  SslSupportMethod: ['sni-only', 'vip'],
  EventType: ['viewer-request', 'viewer-response'],
  HttpVersion: ['http1.1', 'http2', 'http2and3'],
  Mode: ['required', 'optional', 'passthrough'],
  // CachingDisabled, CachingOptimized
  CachePolicyId: ['4135ea2d-6df8-44a3-9df3-4b5a84be39ad', '658327ea-f89d-4fab-a63d-7e88639e58f6'],
  // AllViewerExceptHostHeader, AllViewer, CORS-CustomOrigin
  OriginRequestPolicyId: [
    'b689b0a8-53d0-40ab-baf2-68738e2966ac',
    '216adef6-5c7f-47e4-b989-5492eafa07d3',
    '59781a5b-3903-41f3-afcb-af62929ccde1',
  ],
  // WAF
  Scope: ['CLOUDFRONT', 'REGIONAL'],
  AggregateKeyType: ['IP', 'FORWARDED_IP', 'CONSTANT', 'CUSTOM_KEYS'],
  PositionalConstraint: ['EXACTLY', 'STARTS_WITH', 'ENDS_WITH', 'CONTAINS', 'CONTAINS_WORD'],
  OversizeHandling: ['MATCH', 'NO_MATCH', 'CONTINUE'],
  MatchScope: ['KEY', 'VALUE', 'ALL'],
  DefaultBehavior: ['DROP', 'KEEP'],
  Behavior: ['DROP', 'KEEP'],
  Requirement: ['MEETS_ANY', 'MEETS_ALL'],
  // Our guard
  PROFILE: ['consumer', 'managed', 'partner'],
  INGRESS: ['edge', 'regional'],
  // API Gateway
  ProtocolType: ['HTTP', 'WEBSOCKET'],
  SecurityPolicy: ['TLS_1_0', 'TLS_1_2'],
  AuthorizationType: ['NONE', 'AWS_IAM', 'JWT'],
  AuthorizerType: ['JWT', 'REQUEST'],
  IntegrationType: ['AWS_PROXY', 'HTTP_PROXY'],
  PayloadFormatVersion: ['1.0', '2.0'],
  // Cognito
  MfaConfiguration: ['OFF', 'OPTIONAL', 'ON'],
  DeletionProtection: ['ACTIVE', 'INACTIVE'],
  UserPoolTier: ['LITE', 'ESSENTIALS', 'PLUS'],
  AllowedOAuthFlows: ['code', 'implicit'],
  ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH'],
  PreventUserExistenceErrors: ['ENABLED', 'LEGACY'],
  Feature: ['ENABLED', 'DISABLED'],
  AccessToken: ['seconds', 'minutes', 'hours', 'days'],
  IdToken: ['seconds', 'minutes', 'hours', 'days'],
  RefreshToken: ['seconds', 'minutes', 'hours', 'days'],
  // IAM, Lambda, S3, KMS, DynamoDB
  Effect: ['Allow', 'Deny'],
  Runtime: ['nodejs24.x', 'nodejs22.x', 'nodejs16.x'],
  BillingMode: ['PAY_PER_REQUEST', 'PROVISIONED'],
  Status: ['Enabled', 'Suspended', 'Disabled'],
  ObjectOwnership: ['BucketOwnerEnforced', 'ObjectWriter'],
  SSEAlgorithm: ['AES256', 'aws:kms'],
  KeyUsage: ['SIGN_VERIFY', 'ENCRYPT_DECRYPT'],
  // CloudWatch
  ComparisonOperator: [
    'GreaterThanOrEqualToThreshold',
    'GreaterThanThreshold',
    'LessThanThreshold',
    'LessThanOrEqualToThreshold',
  ],
  Statistic: ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount'],
  TreatMissingData: ['notBreaching', 'breaching', 'ignore', 'missing'],
};

/** Of the property itself, or of the list it is an item of. Nothing for a value that is not one of them. */
export function otherValues(path: readonly string[], value: string): readonly string[] {
  const name = path.findLast(part => !/^\d+$/.test(part)) ?? '';
  const values = Object.hasOwn(enumerations, name) ? (enumerations[name] ?? []) : [];
  return values.includes(value) ? values.filter(other => other !== value) : [];
}
