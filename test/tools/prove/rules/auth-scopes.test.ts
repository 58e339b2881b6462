import { authScopes } from '../../../../tools/prove/rules/auth-scopes';
import { edgeApi, restApi } from './apis';
import { edit, look, modelOf, unresolved } from './fixtures';

const scopes = 'Route.AuthorizationScopes';

describe('auth/scopes', () => {
  test('stands: the route asks for a scope of the API', () => {
    expect(look(authScopes, modelOf(edgeApi))).toEqual(['stands Route AuthorizationScopes']);
    expect(look(authScopes, modelOf(restApi))).toEqual(['stands Method AuthorizationScopes']);
  });

  test.each([
    [[]],
    [undefined],
    [['']],
    [['openid']],
    [['wallet/accounts.read', 'email']],
    [['aws.cognito.signin.user.admin']],
  ])('weak: %j', value => {
    expect(look(authScopes, modelOf(edit(edgeApi, { [scopes]: value })))).toEqual(['weak Route AuthorizationScopes']);
  });

  test('weak: a Cognito authorizer without scopes takes ID tokens', () => {
    expect(look(authScopes, modelOf(edit(restApi, { 'Method.AuthorizationScopes': undefined })))).toEqual([
      'weak Method AuthorizationScopes',
    ]);
  });

  test('nothing to say: IAM knows no scopes', () => {
    expect(look(authScopes, modelOf(edit(edgeApi, { 'Route.AuthorizationType': 'AWS_IAM' })))).toEqual([]);
  });

  test('unproven: the scopes are a parameter without a value', () => {
    expect(look(authScopes, modelOf(unresolved(edgeApi, scopes)))).toEqual(['unproven Route AuthorizationScopes']);
  });
});
