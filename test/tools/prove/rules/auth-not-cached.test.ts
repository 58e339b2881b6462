import type { Json } from '../../../../tools/prove/json';
import { authNotCached } from '../../../../tools/prove/rules/auth-not-cached';
import { edgeApi, restApi } from './apis';
import { edit, line, look, modelOf, ref, unresolved, type Resources } from './fixtures';

const behaviour = 'Distribution.DistributionConfig.DefaultCacheBehavior';
const policy = `${behaviour}.CachePolicyId`;

const withPolicy = (config: Json): Resources => ({
  ...edit(edgeApi, { [policy]: ref('Policy') }),
  Policy: { Type: 'AWS::CloudFront::CachePolicy', Properties: { CachePolicyConfig: config } },
});
const keyed = (...headers: string[]): Json => ({ HeadersConfig: { HeaderBehavior: 'whitelist', Headers: headers } });

describe('auth/not-cached', () => {
  test('stands: CachingDisabled', () => {
    expect(look(authNotCached, modelOf(edgeApi))).toEqual([line('stands', policy)]);
  });

  test("weak: AWS's CachingOptimized", () => {
    const optimized = edit(edgeApi, { [policy]: '658327ea-f89d-4fab-a63d-7e88639e58f6' });
    expect(look(authNotCached, modelOf(optimized))).toEqual([line('weak', policy)]);
  });

  test.each<[string, Json]>([
    ['keeps nothing', { MinTTL: 0, DefaultTTL: 0, MaxTTL: 0 }],
    ['keeps what the API says may be kept', { MinTTL: 0, DefaultTTL: 0, MaxTTL: 60 }],
    ['keeps by token', { MinTTL: 1, ParametersInCacheKeyAndForwardedToOrigin: keyed('Authorization') }],
  ])('stands: a policy of our own that %s', (_, config) => {
    expect(look(authNotCached, modelOf(withPolicy(config)))).toEqual([line('stands', policy)]);
  });

  test.each<[string, Json]>([
    ['keeps a second', { MinTTL: 1, DefaultTTL: 1, MaxTTL: 1 }],
    ['keeps by another header', { MinTTL: 0, ParametersInCacheKeyAndForwardedToOrigin: keyed('Accept') }],
  ])('weak: a policy of our own that %s', (_, config) => {
    expect(look(authNotCached, modelOf(withPolicy(config)))).toEqual([line('weak', policy)]);
  });

  test('a behaviour without a policy keeps answers for a day', () => {
    const legacy = (changes: Record<string, Json>) =>
      look(authNotCached, modelOf(edit(edgeApi, { [policy]: undefined, ...changes })));
    expect(legacy({})).toEqual([line('weak', `${behaviour}.ForwardedValues`)]);
    const headers = `${behaviour}.ForwardedValues.Headers`;
    expect(legacy({ [headers]: ['Authorization'] })).toEqual([line('stands', `${behaviour}.ForwardedValues`)]);
    expect(legacy({ [headers]: ['*'] })).toEqual([line('stands', `${behaviour}.ForwardedValues`)]);
    expect(legacy({ [`${behaviour}.MaxTTL`]: 0 })).toEqual([line('stands', `${behaviour}.ForwardedValues`)]);
  });

  test('nothing to say: what changes things is not kept', () => {
    expect(look(authNotCached, modelOf(edit(edgeApi, { 'Route.RouteKey': 'POST /transfers' })))).toEqual([]);
  });

  test('weak: the REST stage keeps answers, unless under the token', () => {
    expect(look(authNotCached, modelOf(restApi))).toEqual([]);
    const caching = edit(restApi, { 'Stage.CacheClusterEnabled': true, 'Stage.MethodSettings.0.CachingEnabled': true });
    expect(look(authNotCached, modelOf(caching))).toEqual(['weak Stage MethodSettings.0.CachingEnabled']);
    const keyedByToken = edit(caching, {
      'Method.Integration.CacheKeyParameters': ['method.request.header.Authorization'],
    });
    expect(look(authNotCached, modelOf(keyedByToken))).toEqual(['stands Stage MethodSettings.0.CachingEnabled']);
  });

  test('unproven: the policy is a parameter without a value, or of another template', () => {
    expect(look(authNotCached, modelOf(unresolved(edgeApi, policy)))).toEqual([line('unproven', policy)]);
    const elsewhere = edit(edgeApi, { [policy]: '00000000-0000-4000-8000-000000000000' });
    expect(look(authNotCached, modelOf(elsewhere))).toEqual([line('unproven', policy)]);
  });
});
