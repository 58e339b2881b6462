import type { Json } from '../../../../tools/prove/json';
import { authSignIn } from '../../../../tools/prove/rules/auth-sign-in';
import { edgeApi, restApi } from './apis';
import { attribute, edit, line, look, modelOf, ref, unresolved, type Resources } from './fixtures';

const client = {
  UserPoolId: ref('Pool'),
  AllowedOAuthFlows: ['code'],
  ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'],
  CallbackURLs: ['https://app.example.com/signed-in', 'http://localhost:3000/signed-in'],
  AccessTokenValidity: 5,
  TokenValidityUnits: { AccessToken: 'minutes' },
};
const pooled: Resources = {
  ...edit(edgeApi, {
    'Authorizer.JwtConfiguration.Issuer': attribute('Pool', 'ProviderURL'),
    'Authorizer.JwtConfiguration.Audience': [ref('Client')],
  }),
  Pool: { Type: 'AWS::Cognito::UserPool', Properties: { Policies: { PasswordPolicy: { MinimumLength: 12 } } } },
  Client: { Type: 'AWS::Cognito::UserPoolClient', Properties: client },
};

describe('auth/sign-in', () => {
  test('stands: tokens by code, short-lived', () => {
    expect(look(authSignIn, modelOf(pooled))).toEqual(['stands Pool']);
  });

  test("stands: Cognito's own defaults (passwords of eight characters, tokens of an hour)", () => {
    const defaults = edit(pooled, {
      'Pool.Policies': undefined,
      'Client.AccessTokenValidity': undefined,
      'Client.TokenValidityUnits': undefined,
    });
    expect(look(authSignIn, modelOf(defaults))).toEqual(['stands Pool']);
  });

  test('stands: the pool of a Cognito authorizer', () => {
    expect(look(authSignIn, modelOf(restApi))).toEqual(['stands Pool']);
  });

  test.each<[string, Json | undefined]>([
    ['Client.AllowedOAuthFlows', ['code', 'implicit']],
    ['Client.ExplicitAuthFlows', ['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH']],
    ['Client.CallbackURLs', ['http://app.example.com/signed-in']],
    ['Client.AccessTokenValidity', 61],
    ['Client.EnableTokenRevocation', false],
    ['Pool.Policies.PasswordPolicy.MinimumLength', 7],
  ])('weak: %s is %j', (path, value) => {
    expect(look(authSignIn, modelOf(edit(pooled, { [path]: value })))).toEqual([line('weak', path)]);
  });

  test('weak: five without its unit is five hours', () => {
    expect(look(authSignIn, modelOf(edit(pooled, { 'Client.TokenValidityUnits': undefined })))).toEqual([
      'weak Client AccessTokenValidity',
    ]);
  });

  test("nothing to say: the issuer is none of the templates'", () => {
    expect(look(authSignIn, modelOf(edgeApi))).toEqual([]);
  });

  test('unproven: the flows are a parameter without a value', () => {
    expect(look(authSignIn, modelOf(unresolved(pooled, 'Client.AllowedOAuthFlows')))).toEqual([
      'unproven Client AllowedOAuthFlows',
    ]);
  });
});
