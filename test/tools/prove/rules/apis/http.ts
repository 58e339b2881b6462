import { attribute, joined, lambda, ref, type Resources } from '../fixtures';
import { permission } from './permission';

/** An HTTP API with one route, `GET /accounts`, and its default endpoint off. */
export const httpApi: Resources = {
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
