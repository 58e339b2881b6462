import { authPresent } from '../../../../tools/prove/rules/auth-present';
import { edgeApi, functionUrl, restApi } from './apis';
import { edit, look, modelOf, unresolved } from './fixtures';

const type = 'Route.AuthorizationType';

describe('auth/present', () => {
  test('stands: a JWT authorizer, a Cognito authorizer, IAM', () => {
    expect(look(authPresent, modelOf(edgeApi))).toEqual(['stands Route AuthorizationType']);
    expect(look(authPresent, modelOf(restApi))).toEqual(['stands Method AuthorizationType']);
    expect(look(authPresent, modelOf(edit(edgeApi, { [type]: 'AWS_IAM' })))).toEqual([
      'stands Route AuthorizationType',
    ]);
  });

  test.each(['NONE', undefined])('missing: AuthorizationType is %s', value => {
    expect(look(authPresent, modelOf(edit(edgeApi, { [type]: value })))).toEqual(['missing Route AuthorizationType']);
  });

  test('missing: an API key is asked for, which authorizes nobody', () => {
    const key = edit(restApi, { 'Method.AuthorizationType': 'NONE', 'Method.ApiKeyRequired': true });
    expect(look(authPresent, modelOf(key))).toEqual(['missing Method AuthorizationType']);
  });

  test('stands: a CORS preflight carries no token', () => {
    const preflight = edit(restApi, { 'Method.HttpMethod': 'OPTIONS', 'Method.AuthorizationType': 'NONE' });
    expect(look(authPresent, modelOf(preflight))).toEqual(['stands Method AuthorizationType']);
  });

  test("missing: IAM sees the distribution's signature, whoever called the distribution", () => {
    expect(look(authPresent, modelOf(functionUrl))).toEqual(['missing Url AuthType']);
  });

  test('stands: callers sign by themselves', () => {
    const own = edit(functionUrl, { 'Distribution.DistributionConfig.Origins.0.OriginAccessControlId': undefined });
    expect(look(authPresent, modelOf(own))).toEqual(['stands Url AuthType']);
  });

  test('weak: the authorizer is of another kind than the route asks for', () => {
    expect(look(authPresent, modelOf(edit(edgeApi, { 'Authorizer.AuthorizerType': 'REQUEST' })))).toEqual([
      'weak Route AuthorizationType',
    ]);
  });

  test('unproven: the type or the authorizer cannot be resolved', () => {
    expect(look(authPresent, modelOf(unresolved(edgeApi, type)))).toEqual(['unproven Route AuthorizationType']);
    const elsewhere = edit(edgeApi, { 'Route.AuthorizerId': 'abc123' });
    expect(look(authPresent, modelOf(elsewhere))).toEqual(['unproven Route AuthorizationType']);
  });
});
