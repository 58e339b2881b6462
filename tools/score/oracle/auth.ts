import { about, idle, missed, never, seen } from '../expectation';

/** The authorizer and the pool that issues its tokens. From the API Gateway and Cognito developer guides. */

const anyClient = "tokens of the issuer's other clients pass";

export const auth = [
  ...about('AWS::ApiGatewayV2::Authorizer', {
    '': never('the routes name it'),
    ApiId: never('the routes name it'),
    AuthorizerType: never('a Lambda authorizer takes no JWT configuration'),
    'IdentitySource.**': never('no token is found, so everyone is refused'),
    JwtConfiguration: seen('auth', 'no issuer and no audience is asked for'),
    'JwtConfiguration.Audience': seen('auth', anyClient),
    'JwtConfiguration.Audience.#': [
      seen('auth', anyClient, 'delete'),
      seen('auth|service', 'the authorizer takes tokens that the guard does not know, and refuses ours', 're-point'),
    ],
    'JwtConfiguration.Issuer': seen('auth|service', 'tokens of another issuer pass, or none'),
    Name: [never('required', 'delete', 'empty'), idle('a name for people')],
  }),
  ...about('AWS::Cognito::UserPool', {
    '': never('what issues and checks tokens names it'),
    'Policies.PasswordPolicy.MinimumLength': [
      idle('8 characters are the default', 'delete'),
      never('Cognito takes 6 to 99 characters'),
    ],
    'Policies.**': missed('sign-in'),
    MfaConfiguration: missed('sign-in'),
    'EnabledMfas.**': missed('sign-in'),
    'AdminCreateUserConfig.**': missed('sign-in'),
    '**': idle('about users, their names and the mail they get'),
  }),
  ...about('AWS::Cognito::UserPoolClient', {
    '': never('what checks tokens names it'),
    UserPoolId: never('required'),
    AccessTokenValidity: [idle('an hour is the default', 'delete'), never('a token is good for 5 minutes to a day')],
    'TokenValidityUnits.AccessToken': [
      seen(
        'auth',
        'nothing at the gateway knows that a token was revoked, and it is good for 5 hours',
        'switch=hours',
        'delete',
      ),
      never('a token is good for 5 minutes to a day', 'switch', 'empty'),
    ],
    TokenValidityUnits: never(
      '5 hours is beyond what the numbers were meant for; 43,200 days is refused',
      'delete',
      'empty',
    ),
    EnableTokenRevocation: [
      seen('auth', 'a refresh token cannot be revoked, so a stolen one is good until it expires', 'negate'),
      idle('a new client has it on', 'delete'),
    ],
    'AllowedOAuthFlows.#': [
      seen('auth', 'tokens stand in addresses, which are logged and shared', 'switch=implicit'),
      never('one flow is needed'),
    ],
    'ExplicitAuthFlows.#': [
      seen('auth', 'the app sees passwords, and whoever has a list of them tries it there', 'switch'),
      idle('signing in through the hosted page needs none'),
    ],
    PreventUserExistenceErrors: missed('sign-in'),
    GenerateSecret: idle('a store app cannot keep a secret, and PKCE needs none'),
    'RefreshTokenRotation.**': missed('refresh-tokens'),
    '**': idle('how one signs in and out, and what of the profile one may read'),
  }),
  ...about('AWS::Cognito::UserPoolDomain', { '**': idle('where the sign-in page is') }),
  ...about('AWS::Cognito::ManagedLoginBranding', { '**': idle('how the sign-in page looks') }),
  ...about('AWS::Cognito::UserPoolResourceServer', { '**': idle('scopes that no client can ask for are in no token') }),
];
