import type { Json, TemplateResource } from '../../../../tools/prove/json';
import { attribute, bucket, joined, lambda, ref, webAcl, type Resources } from './fixtures';

/** Whole ways to a function, every layer of them sound: what a rule's fixtures are edited from. */

const permission = (sourceArn: Json): TemplateResource => ({
  Type: 'AWS::Lambda::Permission',
  Properties: {
    Action: 'lambda:InvokeFunction',
    FunctionName: attribute('Function', 'Arn'),
    Principal: 'apigateway.amazonaws.com',
    SourceArn: sourceArn,
  },
});

/** An HTTP API with one route, `GET /accounts`, and its default endpoint off. */
const httpApi: Resources = {
  Function: lambda(),
  Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP', DisableExecuteApiEndpoint: true } },
  Authorizer: {
    Type: 'AWS::ApiGatewayV2::Authorizer',
    Properties: {
      ApiId: ref('Api'),
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: 'https://issuer.example.com', Audience: ['app'] },
    },
  },
  Integration: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      ApiId: ref('Api'),
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: attribute('Function', 'Arn'),
      PayloadFormatVersion: '2.0',
    },
  },
  Route: {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: {
      ApiId: ref('Api'),
      RouteKey: 'GET /accounts',
      AuthorizationType: 'JWT',
      AuthorizerId: ref('Authorizer'),
      AuthorizationScopes: ['wallet/accounts.read'],
      Target: joined('integrations/', ref('Integration')),
    },
  },
  Permission: permission(joined('arn:aws:execute-api:us-east-1:111122223333:', ref('Api'), '/*/GET/accounts')),
  Stage: {
    Type: 'AWS::ApiGatewayV2::Stage',
    Properties: {
      ApiId: ref('Api'),
      StageName: '$default',
      DefaultRouteSettings: { ThrottlingRateLimit: 500, ThrottlingBurstLimit: 1000 },
      RouteSettings: { 'GET /accounts': { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 } },
    },
  },
  Domain: {
    Type: 'AWS::ApiGatewayV2::DomainName',
    Properties: {
      DomainName: 'origin.api.example.com',
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
};

/** The CA of the origin hop: a key that two roles may sign with, its certificate, the truststore and the edge's leaf. */
const originHop: Resources = {
  Bucket: bucket,
  Key: {
    Type: 'AWS::KMS::Key',
    Properties: {
      KeyUsage: 'SIGN_VERIFY',
      KeyPolicy: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: 'arn:aws:iam::111122223333:root' },
            Action: ['kms:DescribeKey', 'kms:PutKeyPolicy'],
            Resource: '*',
          },
          {
            Effect: 'Allow',
            Principal: { AWS: 'arn:aws:iam::111122223333:root' },
            Action: ['kms:GetPublicKey', 'kms:Sign'],
            Condition: { ArnEquals: { 'aws:PrincipalArn': ['arn:aws:iam::111122223333:role/origin-hop-ca'] } },
            Resource: '*',
          },
        ],
      },
    },
  },
  Alias: {
    Type: 'AWS::KMS::Alias',
    Properties: { AliasName: 'alias/origin-hop-ca', TargetKeyId: attribute('Key', 'Arn') },
  },
  Certifier: lambda(),
  CertifierRole: {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: 'origin-hop-ca',
      AssumeRolePolicyDocument: {
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
    },
  },
  Authority: {
    Type: 'Custom::OriginHopAuthority',
    Properties: {
      ServiceToken: attribute('Certifier', 'Arn'),
      KeyAlias: 'alias/origin-hop-ca',
      Bucket: ref('Bucket'),
      ObjectKey: 'origin-hop/ca.pem',
    },
  },
  Publisher: lambda(),
  Truststore: {
    Type: 'Custom::OriginHopTruststore',
    Properties: {
      ServiceToken: attribute('Publisher', 'Arn'),
      Bucket: ref('Bucket'),
      AuthorityKeys: ['origin-hop/ca.pem'],
    },
  },
  Issuer: lambda(),
  Leaf: {
    Type: 'Custom::OriginHopLeaf',
    Properties: {
      ServiceToken: attribute('Issuer', 'Arn'),
      KeyAlias: 'alias/origin-hop-ca',
      AuthorityKey: 'origin-hop/ca.pem',
    },
  },
};

const distribution: TemplateResource = {
  Type: 'AWS::CloudFront::Distribution',
  Properties: {
    DistributionConfig: {
      Enabled: true,
      HttpVersion: 'http2',
      DefaultCacheBehavior: {
        TargetOriginId: 'api',
        ViewerProtocolPolicy: 'https-only',
        // Managed: CachingDisabled, AllViewerExceptHostHeader.
        CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
        OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
      },
      Origins: [
        {
          Id: 'api',
          DomainName: 'origin.api.example.com',
          CustomOriginConfig: {
            OriginProtocolPolicy: 'https-only',
            OriginSSLProtocols: ['TLSv1.2'],
            OriginMtlsConfig: { ClientCertificateArn: ref('Leaf') },
          },
        },
      ],
      ViewerCertificate: {
        AcmCertificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/viewer',
        MinimumProtocolVersion: 'TLSv1.2_2021',
        SslSupportMethod: 'sni-only',
      },
      WebACLId: attribute('WebAcl', 'Arn'),
    },
  },
};

/** Distribution with web ACL → origin mTLS → HTTP API domain → JWT authorizer → function. */
export const edgeApi: Resources = {
  ...httpApi,
  ...originHop,
  WebAcl: webAcl('CLOUDFRONT'),
  Distribution: distribution,
};

/** The same with client certificates at the edge. */
export const edgeApiForDevices: Resources = {
  ...edgeApi,
  DeviceBucket: bucket,
  TrustStore: {
    Type: 'AWS::CloudFront::TrustStore',
    Properties: {
      Name: 'devices',
      CaCertificatesBundleSource: {
        CaCertificatesBundleS3Location: {
          Bucket: ref('DeviceBucket'),
          Key: 'devices.pem',
          Region: 'us-east-1',
          Version: 'pbtoWd6h7F',
        },
      },
    },
  },
  Cleaner: {
    Type: 'AWS::CloudFront::Function',
    Properties: {
      FunctionCode:
        "function handler(event) { for (const n of Object.keys(event.request.headers)) if (n.startsWith('cloudfront-viewer-cert-')) delete event.request.headers[n]; return event.request; }",
    },
  },
  Distribution: {
    Type: distribution.Type,
    Properties: {
      DistributionConfig: {
        ...(distribution.Properties?.['DistributionConfig'] as Readonly<Record<string, Json>>),
        ViewerMtlsConfig: { Mode: 'required', TrustStoreConfig: { TrustStoreId: ref('TrustStore') } },
        DefaultCacheBehavior: {
          ...((distribution.Properties?.['DistributionConfig'] as Readonly<Record<string, Json>>)[
            'DefaultCacheBehavior'
          ] as Readonly<Record<string, Json>>),
          FunctionAssociations: [{ EventType: 'viewer-request', FunctionARN: attribute('Cleaner', 'FunctionARN') }],
        },
      },
    },
  },
};

/** Regional REST API with mTLS on its domain, web ACL on its stage and a Cognito authorizer: `GET /accounts`. */
export const restApi: Resources = {
  Function: lambda(),
  Api: {
    Type: 'AWS::ApiGateway::RestApi',
    Properties: { Name: 'wallet', EndpointConfiguration: { Types: ['REGIONAL'] }, DisableExecuteApiEndpoint: true },
  },
  Pool: { Type: 'AWS::Cognito::UserPool', Properties: {} },
  Authorizer: {
    Type: 'AWS::ApiGateway::Authorizer',
    Properties: {
      RestApiId: ref('Api'),
      Type: 'COGNITO_USER_POOLS',
      IdentitySource: 'method.request.header.Authorization',
      ProviderARNs: [attribute('Pool', 'Arn')],
    },
  },
  Accounts: {
    Type: 'AWS::ApiGateway::Resource',
    Properties: { RestApiId: ref('Api'), ParentId: attribute('Api', 'RootResourceId'), PathPart: 'accounts' },
  },
  Method: {
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      RestApiId: ref('Api'),
      ResourceId: ref('Accounts'),
      HttpMethod: 'GET',
      AuthorizationType: 'COGNITO_USER_POOLS',
      AuthorizerId: ref('Authorizer'),
      AuthorizationScopes: ['wallet/accounts.read'],
      Integration: {
        Type: 'AWS_PROXY',
        Uri: joined(
          'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/',
          attribute('Function', 'Arn'),
          '/invocations',
        ),
      },
    },
  },
  Permission: permission(joined('arn:aws:execute-api:us-east-1:111122223333:', ref('Api'), '/*/GET/accounts')),
  Deployment: { Type: 'AWS::ApiGateway::Deployment', Properties: { RestApiId: ref('Api') } },
  Stage: {
    Type: 'AWS::ApiGateway::Stage',
    Properties: {
      RestApiId: ref('Api'),
      DeploymentId: ref('Deployment'),
      StageName: 'prod',
      MethodSettings: [{ ResourcePath: '/*', HttpMethod: '*', ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 }],
    },
  },
  Bucket: bucket,
  Domain: {
    Type: 'AWS::ApiGateway::DomainName',
    Properties: {
      DomainName: 'api.example.com',
      SecurityPolicy: 'TLS_1_2',
      EndpointConfiguration: { Types: ['REGIONAL'] },
      MutualTlsAuthentication: {
        TruststoreUri: joined('s3://', ref('Bucket'), '/devices.pem'),
        TruststoreVersion: 'pbtoWd6h7F',
      },
    },
  },
  Mapping: {
    Type: 'AWS::ApiGateway::BasePathMapping',
    Properties: { RestApiId: ref('Api'), DomainName: ref('Domain'), Stage: ref('Stage') },
  },
  WebAcl: webAcl('REGIONAL'),
  Association: {
    Type: 'AWS::WAFv2::WebACLAssociation',
    Properties: {
      WebACLArn: attribute('WebAcl', 'Arn'),
      ResourceArn: joined('arn:aws:apigateway:us-east-1::/restapis/', ref('Api'), '/stages/', ref('Stage')),
    },
  },
};

/** A function URL that only one distribution may call, with its signature (origin access control). */
export const functionUrl: Resources = {
  Function: lambda(),
  Url: {
    Type: 'AWS::Lambda::Url',
    Properties: { TargetFunctionArn: attribute('Function', 'Arn'), AuthType: 'AWS_IAM' },
  },
  Permission: {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunctionUrl',
      FunctionName: attribute('Function', 'Arn'),
      Principal: 'cloudfront.amazonaws.com',
      SourceArn: joined('arn:aws:cloudfront::111122223333:distribution/', ref('Distribution')),
    },
  },
  Access: {
    Type: 'AWS::CloudFront::OriginAccessControl',
    Properties: {
      OriginAccessControlConfig: {
        Name: 'function',
        OriginAccessControlOriginType: 'lambda',
        SigningBehavior: 'always',
        SigningProtocol: 'sigv4',
      },
    },
  },
  WebAcl: webAcl('CLOUDFRONT'),
  Distribution: {
    Type: 'AWS::CloudFront::Distribution',
    Properties: {
      DistributionConfig: {
        ...(distribution.Properties?.['DistributionConfig'] as Readonly<Record<string, Json>>),
        Origins: [
          {
            Id: 'api',
            DomainName: { 'Fn::Select': [2, { 'Fn::Split': ['/', attribute('Url', 'FunctionUrl')] }] },
            OriginAccessControlId: ref('Access'),
            CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] },
          },
        ],
      },
    },
  },
};

/** A load balancer whose HTTPS listener ends in a function. */
export const loadBalancer: Resources = {
  Function: lambda(),
  Balancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { Scheme: 'internet-facing' } },
  Targets: {
    Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
    Properties: { TargetType: 'lambda', Targets: [{ Id: attribute('Function', 'Arn') }] },
  },
  Listener: {
    Type: 'AWS::ElasticLoadBalancingV2::Listener',
    Properties: {
      LoadBalancerArn: ref('Balancer'),
      Protocol: 'HTTPS',
      SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
      DefaultActions: [{ Type: 'forward', TargetGroupArn: ref('Targets') }],
    },
  },
};
