import type { Json } from '../../../../tools/prove/json';
import { authTokenSource } from '../../../../tools/prove/rules/auth-token-source';
import { edgeApi, restApi } from './apis';
import { attribute, edit, line, look, modelOf, ref, unresolved, type Resources } from './fixtures';

const issuer = 'Authorizer.JwtConfiguration.Issuer';
const audience = 'Authorizer.JwtConfiguration.Audience';
const identity = 'Authorizer.IdentitySource';

const withPool = (poolOfClient: string): Resources => ({
  ...edit(edgeApi, { [issuer]: attribute('Pool', 'ProviderURL'), [audience]: [ref('Client')] }),
  Pool: { Type: 'AWS::Cognito::UserPool', Properties: {} },
  Others: { Type: 'AWS::Cognito::UserPool', Properties: {} },
  Client: { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId: ref(poolOfClient) } },
});

describe('auth/token-source', () => {
  test('stands: an https issuer and an audience', () => {
    expect(look(authTokenSource, modelOf(edgeApi))).toEqual([line('stands', issuer)]);
  });

  test("stands: the pool's own address and its client", () => {
    expect(look(authTokenSource, modelOf(withPool('Pool')))).toEqual([line('stands', issuer)]);
  });

  test("weak: the audience is another pool's client, or no client at all", () => {
    expect(look(authTokenSource, modelOf(withPool('Others')))).toEqual([line('weak', audience)]);
    const pool = edit(withPool('Pool'), { [audience]: [ref('Others')] });
    expect(look(authTokenSource, modelOf(pool))).toEqual([line('weak', audience)]);
  });

  test.each<Json | undefined>(['http://issuer.example.com', 'issuer.example.com', '', undefined])(
    'weak: the issuer is %j',
    value => {
      expect(look(authTokenSource, modelOf(edit(edgeApi, { [issuer]: value })))).toEqual([line('weak', issuer)]);
    },
  );

  test.each<Json | undefined>([[], [''], undefined])('weak: the audience is %j', value => {
    expect(look(authTokenSource, modelOf(edit(edgeApi, { [audience]: value })))).toEqual([line('weak', audience)]);
  });

  test.each<Json | undefined>([[], undefined, ['$request.querystring.token']])(
    'weak: the identity source is %j',
    value => {
      expect(look(authTokenSource, modelOf(edit(edgeApi, { [identity]: value })))).toContain(line('weak', identity));
    },
  );

  test('stands: a Cognito authorizer names its pool', () => {
    expect(look(authTokenSource, modelOf(restApi))).toEqual(['stands Authorizer ProviderARNs']);
  });

  test('weak: a Cognito authorizer names none', () => {
    expect(look(authTokenSource, modelOf(edit(restApi, { 'Authorizer.ProviderARNs': [] })))).toEqual([
      'weak Authorizer ProviderARNs',
    ]);
  });

  test("REST's own JWT authorizer: each issuer is judged", () => {
    const jwt = (audiences: readonly Json[]) =>
      edit(restApi, {
        'Method.AuthorizationType': 'JWT',
        'Authorizer.Type': 'JWT',
        'Authorizer.JwtConfiguration': {
          Issuers: [
            { Issuer: 'https://issuer.example.com', Audiences: ['app'] },
            { Issuer: 'https://other.example.com', Audiences: audiences },
          ],
        },
      });
    const first = 'stands Authorizer JwtConfiguration.Issuers.0.Issuer';
    expect(look(authTokenSource, modelOf(jwt(['app'])))).toEqual([
      first,
      'stands Authorizer JwtConfiguration.Issuers.1.Issuer',
    ]);
    expect(look(authTokenSource, modelOf(jwt([])))).toEqual([
      first,
      'weak Authorizer JwtConfiguration.Issuers.1.Audiences',
    ]);
  });

  test('the authorizer of an OpenAPI body is judged where it is written', () => {
    const jwt = (audiences: readonly string[]) =>
      edit(edgeApi, {
        Route: undefined,
        'Api.Body': {
          paths: {
            '/accounts': {
              get: {
                security: [{ tokens: ['wallet/accounts.read'] }],
                'x-amazon-apigateway-integration': { type: 'aws_proxy', uri: attribute('Function', 'Arn') },
              },
            },
          },
          components: {
            securitySchemes: {
              tokens: {
                type: 'oauth2',
                'x-amazon-apigateway-authorizer': {
                  type: 'jwt',
                  identitySource: '$request.header.Authorization',
                  jwtConfiguration: { issuer: 'https://issuer.example.com', audience: audiences },
                },
              },
            },
          },
        },
      });
    const scheme = 'Api Body.components.securitySchemes.tokens.x-amazon-apigateway-authorizer';
    expect(look(authTokenSource, modelOf(jwt(['app'])))).toEqual([`stands ${scheme}.JwtConfiguration.Issuer`]);
    expect(look(authTokenSource, modelOf(jwt([])))).toEqual([`weak ${scheme}.JwtConfiguration.Audience`]);
  });

  test('unproven: the issuer or the audience has no value', () => {
    expect(look(authTokenSource, modelOf(unresolved(edgeApi, issuer)))).toEqual([line('unproven', issuer)]);
    expect(look(authTokenSource, modelOf(unresolved(edgeApi, `${audience}.0`)))).toEqual([line('unproven', audience)]);
  });
});
