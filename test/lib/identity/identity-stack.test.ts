import { App } from 'aws-cdk-lib';
import { Template as Synthesized } from 'aws-cdk-lib/assertions';
import { context } from '../../../cdk.json';
import example from '../../../config/example';
import { peopleConfig } from '../configured';
import { DataStack } from '../../../lib/data/data-stack';
import { IdentityStack } from '../../../lib/identity/identity-stack';
import { scopesOf } from '../../../lib/routes';
import { only, template } from '../../assembly';
import { testClaims, type Claim } from '../../claims';
import { property, refTo } from '../paths';

const about =
  (type: string) =>
  (claim: string, path: string, is: unknown, weakened: unknown): Claim =>
    property({ layer: 'auth', claim, type, path, is, weakened });
const pool = about('AWS::Cognito::UserPool');
const client = about('AWS::Cognito::UserPoolClient');

const scopes = scopesOf(example);
const full = scopes.map(scope => ({
  'Fn::Join': ['', [{ Ref: expect.stringMatching(/^UserPoolResourceServer/) }, `/${scope}`]],
}));

testClaims('identity', [
  pool('the plan has what the chain relies on', 'UserPoolTier', 'ESSENTIALS', 'LITE'),
  pool('nobody signs up by themselves', 'AdminCreateUserConfig.AllowAdminCreateUserOnly', true, false),
  pool('the pool is not deleted by mistake', 'DeletionProtection', 'ACTIVE', 'INACTIVE'),
  pool('a second factor is there for the asking', 'MfaConfiguration', 'OPTIONAL', 'OFF'),
  pool('and is never an SMS', 'EnabledMfas', ['SOFTWARE_TOKEN_MFA'], ['SMS_MFA', 'SOFTWARE_TOKEN_MFA']),
  pool(
    'passwords are long and not reused',
    'Policies.PasswordPolicy',
    {
      MinimumLength: 12,
      PasswordHistorySize: 5,
      RequireLowercase: true,
      RequireNumbers: true,
      RequireSymbols: true,
      RequireUppercase: true,
      TemporaryPasswordValidityDays: 1,
    },
    { MinimumLength: 6 },
  ),
  pool(
    'accounts are recovered by the verified address only',
    'AccountRecoverySetting.RecoveryMechanisms',
    [{ Name: 'verified_email', Priority: 1 }],
    [{ Name: 'verified_phone_number', Priority: 1 }],
  ),
  pool(
    'a new address counts once it is verified',
    'UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate',
    ['email'],
    undefined,
  ),
  pool('one mailbox is one account in any case', 'UsernameConfiguration.CaseSensitive', false, true),

  client('an access token lives five minutes', 'AccessTokenValidity', 5, 60),
  client('and minutes they are', 'TokenValidityUnits.AccessToken', 'minutes', 'hours'),
  client('an ID token lives five minutes', 'IdTokenValidity', 5, 60),
  client(
    'a refresh token works once',
    'RefreshTokenRotation',
    { Feature: 'ENABLED', RetryGracePeriodSeconds: 10 },
    undefined,
  ),
  client(
    'rotation is not refused: the old refresh flow is off',
    'ExplicitAuthFlows',
    ['ALLOW_USER_SRP_AUTH'],
    ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  ),
  client(
    'no password is sent to the API of Cognito',
    'ExplicitAuthFlows',
    ['ALLOW_USER_SRP_AUTH'],
    ['ALLOW_USER_PASSWORD_AUTH'],
  ),
  client(
    'the flows are named: unnamed, Cognito allows its own',
    'ExplicitAuthFlows',
    ['ALLOW_USER_SRP_AUTH'],
    undefined,
  ),
  client('nobody learns who has an account', 'PreventUserExistenceErrors', 'ENABLED', 'LEGACY'),
  client('tokens can be revoked', 'EnableTokenRevocation', true, false),
  client('the app has no secret to lose', 'GenerateSecret', false, true),
  client('authorization code is the only flow', 'AllowedOAuthFlows', ['code'], ['code', 'implicit']),
  client('the scopes are openid and those of the route table', 'AllowedOAuthScopes', ['openid', ...full], ['openid']),
  client('the app may write nothing but the address', 'WriteAttributes', ['email'], undefined),
  client(
    'codes go to our app only',
    'CallbackURLs',
    ['https://app.example.com/signed-in'],
    ['https://app.example.com/signed-in', 'http://localhost'],
  ),

  about('AWS::Cognito::UserPoolResourceServer')(
    'the resource server has the scopes of the route table',
    'Scopes',
    scopes.map(scope => expect.objectContaining({ ScopeName: scope })),
    [],
  ),
  about('AWS::Cognito::UserPoolDomain')('sign-in is the managed login of today', 'ManagedLoginVersion', 2, 1),
  about('AWS::Cognito::ManagedLoginBranding')(
    'the app has a branding, without which its sign-in page is blank',
    'ClientId',
    refTo('AWS::Cognito::UserPoolClient'),
    undefined,
  ),
]);

const synthesize = (change: (config: typeof example) => object): Synthesized => {
  const config = peopleConfig('test', { ...example, ...change(example) });
  const app = new App({ context });
  const data = new DataStack(app, 'Data', { config });
  return Synthesized.fromStack(new IdentityStack(app, 'Identity', { config, data }));
};

test('sign-up is open where the configuration says so', () => {
  synthesize(({ identity }) => ({ identity: { ...identity, signUp: 'open' } })).hasResourceProperties(
    'AWS::Cognito::UserPool',
    { AdminCreateUserConfig: { AllowAdminCreateUserOnly: false } },
  );
});

test('outside production the pool may go', () => {
  const test = synthesize(() => ({ production: false }));
  test.hasResource('AWS::Cognito::UserPool', {
    Properties: { DeletionProtection: 'INACTIVE' },
    DeletionPolicy: 'Delete',
  });
});

test('the association stands last: right after its web ACL it may be refused (WAFUnavailableEntityException)', () => {
  const { DependsOn } = only(template('identity'), 'AWS::WAFv2::WebACLAssociation');
  expect(DependsOn).toEqual([expect.stringMatching(/^UserPoolDomain/), expect.stringMatching(/^WebAclLogging/)]);
});

test('the required address is writable, or Cognito refuses the client', () => {
  const identity = template('identity');
  const { Schema } = only(identity, 'AWS::Cognito::UserPool').Properties;
  const required = (Schema as { Name: string; Required: boolean }[]).filter(({ Required }) => Required);
  const { WriteAttributes } = only(identity, 'AWS::Cognito::UserPoolClient').Properties;
  expect(WriteAttributes).toEqual(expect.arrayContaining(required.map(({ Name }) => Name)));
});
