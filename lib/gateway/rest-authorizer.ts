import {
  CfnAuthorizer,
  CognitoUserPoolsAuthorizer,
  type AuthorizationType,
  type IAuthorizer,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { IdentityStack } from '../identity/identity-stack';
import type { TokenIssuer } from '../services/services-stack';

/** Who issues the tokens, with the user pool where it is one of ours. */
export type RestIssuer = TokenIssuer & Partial<Pick<IdentityStack, 'userPool'>>;

/** Checks tokens of the user pool, or of the issuer that takes its place. */
export function restAuthorizer(
  scope: Construct,
  api: RestApi,
  { issuerUrl, tokens, userPool }: RestIssuer,
): IAuthorizer {
  if (userPool !== undefined) return new CognitoUserPoolsAuthorizer(scope, 'Tokens', { cognitoUserPools: [userPool] });
  if (tokens === undefined) throw new Error('lib/gateway: an issuer without a user pool says what its tokens name');
  const authorizer = new CfnAuthorizer(scope, 'Tokens', {
    restApiId: api.restApiId,
    name: 'Tokens',
    type: 'JWT',
    identitySource: 'method.request.header.Authorization',
  });
  // Newer than the library: AWS::ApiGateway::Authorizer JwtConfiguration. The guard takes RS256 only, and so does this.
  authorizer.addPropertyOverride('JwtConfiguration', {
    DefaultAlgorithms: ['RS256'],
    Issuers: [{ Issuer: issuerUrl, Audiences: [tokens.audience] }],
  });
  Validations.of(authorizer).acknowledge({
    id: 'CloudFormation-Validate::F3002',
    reason:
      'The schema that comes with the library is older than the JWT authorizer of REST APIs; no other checks these tokens.',
  });
  return { authorizerId: authorizer.ref, authorizationType: 'JWT' as AuthorizationType };
}
