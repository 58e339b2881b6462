/** One stack of a made-up shop, with the whole way from the edge to its tables. */

export const resourcesPerStack = 450;
const routesPerStack = 60;

interface Resource {
  readonly Type: string;
  readonly Properties: object;
  readonly Metadata?: object;
}

type Resources = Record<string, Resource>;

export const ref = (id: string): object => ({ Ref: id });
const attribute = (id: string, name: string): object => ({ 'Fn::GetAtt': [id, name] });
const joined = (...parts: readonly (string | object)[]): object => ({ 'Fn::Join': ['', parts] });

export function stackOf(i: number): Resources {
  const resources: Resources = { ...gateway(i), ...edge(i), ...watching(i) };
  for (let n = 0; n < routesPerStack; n++) Object.assign(resources, route(i, n));
  for (let n = 0; Object.keys(resources).length < resourcesPerStack; n++)
    resources[`Table${n}`] = {
      Type: 'AWS::DynamoDB::Table',
      Properties: { KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }], SSESpecification: { SSEEnabled: true } },
    };
  return resources;
}

const keyOf = (n: number): string => `${n % 2 === 0 ? 'GET' : 'POST'} /items/${n >> 1}/{id}`;

/** One route: function, role, log group, permission, integration, route, alarm. */
function route(i: number, n: number): Resources {
  const [fn, role, integration, logs] = [`Function${n}`, `Role${n}`, `Integration${n}`, `Logs${n}`];
  return {
    [fn]: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: attribute(role, 'Arn'),
        Code: { S3Bucket: 'code', S3Key: `${n}.zip` },
        Environment: { Variables: { TABLE: ref('Table0'), STAGE: ref('AWS::Region') } },
        LoggingConfig: { LogGroup: ref(logs), LogFormat: 'JSON' },
      },
      Metadata: { 'aws:cdk:path': `shop-${i}/${fn}` },
    },
    [role]: { Type: 'AWS::IAM::Role', Properties: roleOf(logs) },
    [logs]: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 90 } },
    [`Permission${n}`]: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: attribute(fn, 'Arn'),
        Principal: 'apigateway.amazonaws.com',
        SourceArn: joined('arn:', ref('AWS::Partition'), ':execute-api:us-east-1:111122223333:', ref('Api'), '/*/*'),
      },
    },
    [integration]: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: { ApiId: ref('Api'), IntegrationType: 'AWS_PROXY', IntegrationUri: attribute(fn, 'Arn') },
    },
    [`Route${n}`]: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: ref('Api'),
        RouteKey: keyOf(n),
        AuthorizationType: 'JWT',
        AuthorizerId: ref('Authorizer'),
        AuthorizationScopes: ['shop/items'],
        Target: joined('integrations/', ref(integration)),
      },
    },
    [`Alarm${n}`]: alarm('AWS/Lambda', 'Errors', [{ Name: 'FunctionName', Value: ref(fn) }], i),
  };
}

const roleOf = (logs: string): object => ({
  AssumeRolePolicyDocument: {
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  },
  Policies: [
    {
      PolicyName: 'work',
      PolicyDocument: {
        Statement: [
          { Effect: 'Allow', Action: ['dynamodb:GetItem'], Resource: attribute('Table0', 'Arn') },
          { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: attribute(logs, 'Arn') },
        ],
      },
    },
  ],
});

/** Every stack but the first tells the topic of the one before it, so that all of them hang together. */
const alarm = (Namespace: string, MetricName: string, Dimensions: readonly object[], i: number): Resource => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    Namespace,
    MetricName,
    Dimensions,
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    AlarmActions: [i === 0 ? ref('Topic') : { 'Fn::ImportValue': `shop-${i - 1}-topic` }],
  },
});

const gateway = (i: number): Resources => ({
  Api: {
    Type: 'AWS::ApiGatewayV2::Api',
    Properties: { Name: `shop-${i}`, ProtocolType: 'HTTP', DisableExecuteApiEndpoint: true },
  },
  Authorizer: {
    Type: 'AWS::ApiGatewayV2::Authorizer',
    Properties: {
      ApiId: ref('Api'),
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: 'https://issuer.example.com', Audience: ['app'] },
    },
  },
  Stage: {
    Type: 'AWS::ApiGatewayV2::Stage',
    Properties: {
      ApiId: ref('Api'),
      StageName: '$default',
      DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
      AccessLogSettings: { DestinationArn: attribute('AccessLog', 'Arn'), Format: '{"id":"$context.requestId"}' },
    },
  },
  AccessLog: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 90 } },
  Domain: {
    Type: 'AWS::ApiGatewayV2::DomainName',
    Properties: {
      DomainName: `origin-${i}.example.com`,
      DomainNameConfigurations: [{ EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' }],
      MutualTlsAuthentication: {
        TruststoreUri: attribute('Truststore', 'Uri'),
        TruststoreVersion: attribute('Truststore', 'Version'),
      },
    },
  },
  Mapping: {
    Type: 'AWS::ApiGatewayV2::ApiMapping',
    Properties: { ApiId: ref('Api'), DomainName: ref('Domain'), Stage: ref('Stage') },
  },
});

const edge = (i: number): Resources => ({
  Bucket: { Type: 'AWS::S3::Bucket', Properties: { VersioningConfiguration: { Status: 'Enabled' } } },
  Authority: {
    Type: 'Custom::Authority',
    Properties: { KeyAlias: `alias/edge-${i}`, Bucket: ref('Bucket'), ObjectKey: 'ca.pem' },
  },
  Truststore: { Type: 'Custom::Truststore', Properties: { Bucket: ref('Bucket'), AuthorityKeys: ['ca.pem'] } },
  Leaf: { Type: 'Custom::Leaf', Properties: { KeyAlias: `alias/edge-${i}` } },
  WebAcl: {
    Type: 'AWS::WAFv2::WebACL',
    Properties: {
      Scope: 'CLOUDFRONT',
      DefaultAction: { Allow: {} },
      Rules: [
        {
          Name: 'rate',
          Priority: 0,
          Action: { Block: {} },
          Statement: { RateBasedStatement: { Limit: 2000, AggregateKeyType: 'IP' } },
        },
      ],
    },
  },
  Distribution: {
    Type: 'AWS::CloudFront::Distribution',
    Properties: {
      DistributionConfig: {
        Enabled: true,
        WebACLId: attribute('WebAcl', 'Arn'),
        DefaultCacheBehavior: { TargetOriginId: 'api', ViewerProtocolPolicy: 'https-only' },
        Origins: [
          {
            Id: 'api',
            DomainName: `origin-${i}.example.com`,
            CustomOriginConfig: {
              OriginProtocolPolicy: 'https-only',
              OriginMtlsConfig: { ClientCertificateArn: ref('Leaf') },
            },
          },
        ],
      },
    },
  },
});

const watching = (i: number): Resources => ({
  Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
  Errors: alarm('AWS/ApiGateway', '5xx', [{ Name: 'ApiId', Value: ref('Api') }], i),
});
