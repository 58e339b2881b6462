import {
  AccountRecovery,
  CfnManagedLoginBranding,
  ClientAttributes,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  PasskeyUserVerification,
  ResourceServerScope,
  StandardThreatProtectionMode,
  UserPool,
  UserPoolClient,
  UserPoolClientIdentityProvider,
  type CfnUserPool,
  type UserPoolDomain,
  type UserPoolProps,
} from 'aws-cdk-lib/aws-cognito';
import { Duration, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { PeopleConfig, UserPoolConfig } from '../config';
import { scopesOf } from '../routes';
import { removalPolicy } from '../stack';

/** The people, and how they prove who they are. */
export function userPool(scope: Construct, config: UserPoolConfig): UserPool {
  const plus = config.profile !== 'partner' && config.identity.plan === 'plus';
  const pool = new UserPool(scope, 'UserPool', {
    userPoolName: config.prefix,
    featurePlan: plus ? FeaturePlan.PLUS : FeaturePlan.ESSENTIALS,
    ...(plus && { standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION }),
    ...passkeysOf(config),
    // Systems sign nobody up.
    selfSignUpEnabled: config.profile !== 'partner' && config.identity.signUp === 'open',
    signInAliases: { email: true },
    signInCaseSensitive: false,
    autoVerify: { email: true },
    standardAttributes: { email: { required: true, mutable: true } },
    // A new address counts once it is verified; until then a hijacked session cannot move the account to another mailbox.
    keepOriginal: { email: true },
    accountRecovery: AccountRecovery.EMAIL_ONLY,
    mfa: Mfa.OPTIONAL,
    // Codes by SMS fall to whoever takes over the number.
    mfaSecondFactor: { otp: true, sms: false },
    passwordPolicy: {
      minLength: 12,
      requireLowercase: true,
      requireUppercase: true,
      requireDigits: true,
      requireSymbols: true,
      passwordHistorySize: 5,
      tempPasswordValidity: Duration.days(1),
    },
    deletionProtection: config.production,
    removalPolicy: removalPolicy(config),
  });
  if (passkeysOf(config).passkeyRelyingPartyId !== undefined)
    // Newer than the library. A device that checks its holder is two factors: what one has, and what one is or knows.
    (pool.node.defaultChild as CfnUserPool).webAuthnFactorConfiguration = 'MULTI_FACTOR_WITH_USER_VERIFICATION';
  acknowledge(pool, plus);
  return pool;
}

/** A passkey instead of a password, for whoever wants one; passwords stay for who lost the device. */
const passkeysOf = ({
  identity,
}: UserPoolConfig): Pick<UserPoolProps, 'signInPolicy' | 'passkeyRelyingPartyId' | 'passkeyUserVerification'> => {
  const passkeys = 'passkeys' in identity ? identity.passkeys : undefined;
  if (passkeys === undefined) return {};
  const { relyingPartyId: passkeyRelyingPartyId } = passkeys;
  const signInPolicy = { allowedFirstAuthFactors: { password: true, passkey: true } };
  return { signInPolicy, passkeyRelyingPartyId, passkeyUserVerification: PasskeyUserVerification.REQUIRED };
};

function acknowledge(pool: UserPool, plus: boolean): void {
  Validations.of(pool).acknowledge({
    id: 'AwsSolutions::AwsSolutions-COG2',
    reason: 'Customers choose a second factor; forcing one on everybody is a decision of the product, one word above.',
  });
  if (plus) return;
  Validations.of(pool).acknowledge({
    id: 'AwsSolutions::AwsSolutions-COG8',
    reason: 'PLUS costs a third more a user and has no free ones. ESSENTIALS has all that the chain relies on.',
  });
}

/** Names the scopes of the route table, so that tokens can carry them: `wallet/accounts.read`. By name without the prefix. */
export function resourceServer(pool: UserPool, config: UserPoolConfig): ReadonlyMap<string, OAuthScope> {
  const { identity } = config;
  const declared = scopesOf(config).map(
    scopeName => new ResourceServerScope({ scopeName, scopeDescription: `${identity.resourceServer} ${scopeName}` }),
  );
  const server = pool.addResourceServer('ResourceServer', { identifier: identity.resourceServer, scopes: declared });
  return new Map(declared.map(scope => [scope.scopeName, OAuthScope.resourceServer(server, scope)]));
}

/**
 * The app. A public client: a secret in an app is a secret of whoever unpacks it. Cognito checks PKCE where the app sends a challenge and
 * cannot be told to insist on one, so the app must.
 */
export const appClient = (
  pool: UserPool,
  { prefix, identity }: PeopleConfig,
  apiScopes: ReadonlyMap<string, OAuthScope>,
): UserPoolClient =>
  pool.addClient('App', {
    userPoolClientName: `${prefix}-app`,
    generateSecret: false,
    supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
    oAuth: {
      flows: { authorizationCodeGrant: true, implicitCodeGrant: false, clientCredentials: false },
      scopes: [OAuthScope.OPENID, ...apiScopes.values()],
      callbackUrls: [...identity.callbackUrls],
      logoutUrls: [...identity.logoutUrls],
    },
    // With none named Cognito allows its defaults, and among them the refresh flow that rotation refuses. Tokens got by SRP carry
    // none of our scopes, so no route takes them.
    authFlows: { userSrp: true, ...(identity.passkeys !== undefined && { user: true }) },
    // Five minutes is the least Cognito gives. Whoever verifies a JWT takes it until then, revoked or not.
    accessTokenValidity: Duration.minutes(5),
    idTokenValidity: Duration.minutes(5),
    refreshTokenValidity: Duration.days(30),
    // A refresh token used twice is stolen; the grace is for an answer lost on a bad connection.
    refreshTokenRotationGracePeriod: Duration.seconds(10),
    enableTokenRevocation: true,
    preventUserExistenceErrors: true,
    authSessionValidity: Duration.minutes(3),
    readAttributes: new ClientAttributes().withStandardAttributes({ email: true, emailVerified: true }),
    // Everything else about a person is for the backend to write.
    writeAttributes: new ClientAttributes().withStandardAttributes({ email: true }),
  });

/** Where systems ask for tokens: the same domain, and no page. */
export const tokenEndpoint = (pool: UserPool, prefix: string): UserPoolDomain =>
  pool.addDomain('Domain', { cognitoDomain: { domainPrefix: prefix } });

/** Where people sign in. The second version of managed login shows nothing until a branding is set. */
export function managedLogin(scope: Construct, pool: UserPool, client: UserPoolClient, prefix: string): UserPoolDomain {
  const domain = pool.addDomain('Domain', {
    cognitoDomain: { domainPrefix: prefix },
    managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
  });
  const branding = new CfnManagedLoginBranding(scope, 'Branding', {
    userPoolId: pool.userPoolId,
    clientId: client.userPoolClientId,
    useCognitoProvidedValues: true,
  });
  branding.node.addDependency(domain);
  return domain;
}
