import { attribute, bucket, joined, lambda, ref, webAcl, type Resources } from '../fixtures';
import { permission } from './permission';

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
