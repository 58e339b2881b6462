import type { Json } from '../../../../tools/prove/json';
import { authLambdaCache } from '../../../../tools/prove/rules/auth-lambda-cache';
import { edgeApi, edgeApiForDevices, restApi } from './apis';
import { edit, line, look, modelOf, unresolved, type Resources } from './fixtures';

const ttl = 'Authorizer.AuthorizerResultTtlInSeconds';
const identity = 'Authorizer.IdentitySource';

const http = (changes: Record<string, Json | undefined>, resources: Resources = edgeApi): Resources =>
  edit(resources, {
    'Route.AuthorizationType': 'CUSTOM',
    'Authorizer.AuthorizerType': 'REQUEST',
    'Authorizer.JwtConfiguration': undefined,
    [ttl]: 300,
    ...changes,
  });
const rest = (changes: Record<string, Json | undefined>): Resources =>
  edit(restApi, { 'Method.AuthorizationType': 'CUSTOM', 'Authorizer.Type': 'REQUEST', ...changes });

const lookAt = (resources: Resources) => look(authLambdaCache, modelOf(resources));

describe('auth/lambda-cache', () => {
  test('stands: decisions are cached under the token', () => {
    expect(lookAt(http({}))).toEqual([line('stands', identity)]);
  });

  test('stands: decisions are not cached', () => {
    expect(lookAt(http({ [ttl]: 0, [identity]: undefined }))).toEqual([line('stands', ttl)]);
    expect(lookAt(http({ [ttl]: undefined }))).toEqual([line('stands', ttl)]);
    expect(lookAt(rest({ [ttl]: 0 }))).toEqual([line('stands', ttl)]);
  });

  test.each<Json | undefined>([
    [],
    undefined,
    ['$context.routeKey'],
    ['$request.header.Host'],
    ['$context.identity.sourceIp', '$request.header.User-Agent'],
  ])('weak: decisions are cached under %j', value => {
    expect(lookAt(http({ [identity]: value }))).toEqual([line('weak', identity)]);
  });

  test('weak: one decision serves every route', () => {
    const simple = { 'Authorizer.EnableSimpleResponses': true };
    expect(lookAt(http(simple))).toEqual([line('weak', identity)]);
    const named = { ...simple, [identity]: ['$request.header.Authorization', '$context.routeKey'] };
    expect(lookAt(http(named))).toEqual([line('stands', identity)]);
  });

  test('weak: behind mutual TLS the certificate is left out (REST caches for 300 seconds unless told otherwise)', () => {
    expect(lookAt(rest({}))).toEqual([line('weak', identity)]);
    const both = 'method.request.header.Authorization, context.identity.clientCert.serialNumber';
    expect(lookAt(rest({ [identity]: both }))).toEqual([line('stands', identity)]);
    expect(lookAt(rest({ 'Domain.MutualTlsAuthentication': undefined }))).toEqual([line('stands', identity)]);
    expect(lookAt(http({}, edgeApiForDevices))).toEqual([line('weak', identity)]);
  });

  test('nothing to say: JWT authorizers are not asked again and again', () => {
    expect(lookAt(edgeApi)).toEqual([]);
  });

  test('unproven: the time to live is a parameter without a value', () => {
    expect(look(authLambdaCache, modelOf(unresolved(http({}), ttl)))).toEqual([line('unproven', ttl)]);
  });
});
