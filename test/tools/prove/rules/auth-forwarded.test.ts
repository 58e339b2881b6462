import type { Json } from '../../../../tools/prove/json';
import { authForwarded } from '../../../../tools/prove/rules/auth-forwarded';
import { edgeApi, restApi } from './apis';
import { edit, line, look, modelOf, ref, unresolved, type Resources } from './fixtures';

const policy = 'Distribution.DistributionConfig.DefaultCacheBehavior.OriginRequestPolicyId';

const withPolicy = (headers: Json): Resources => ({
  ...edit(edgeApi, { [policy]: ref('Policy') }),
  Policy: {
    Type: 'AWS::CloudFront::OriginRequestPolicy',
    Properties: { OriginRequestPolicyConfig: { HeadersConfig: headers } },
  },
});

describe('auth/forwarded', () => {
  test('stands: AllViewerExceptHostHeader', () => {
    expect(look(authForwarded, modelOf(edgeApi))).toEqual([line('stands', policy)]);
  });

  test.each([undefined, 'bf0718e1-ba1e-49d1-88b1-f726733018ae', '59781a5b-3903-41f3-afcb-af62929ccde1'])(
    'weak: the origin request policy is %s',
    value => {
      expect(look(authForwarded, modelOf(edit(edgeApi, { [policy]: value })))).toEqual([line('weak', policy)]);
    },
  );

  test.each<[string, Json]>([
    ['stands', { HeaderBehavior: 'allViewer' }],
    ['stands', { HeaderBehavior: 'allExcept', Headers: ['Host'] }],
    ['weak', { HeaderBehavior: 'allExcept', Headers: ['Host', 'authorization'] }],
    ['weak', { HeaderBehavior: 'whitelist', Headers: ['Accept'] }],
    ['weak', { HeaderBehavior: 'none' }],
  ])('%s: a policy of our own with %j', (status, headers) => {
    expect(look(authForwarded, modelOf(withPolicy(headers)))).toEqual([line(status, policy)]);
  });

  test('stands: the token is part of the cache key', () => {
    const keyed: Resources = {
      ...edit(edgeApi, {
        [policy]: undefined,
        'Distribution.DistributionConfig.DefaultCacheBehavior.CachePolicyId': ref('Cache'),
      }),
      Cache: {
        Type: 'AWS::CloudFront::CachePolicy',
        Properties: {
          CachePolicyConfig: {
            MaxTTL: 1,
            ParametersInCacheKeyAndForwardedToOrigin: { HeadersConfig: { Headers: ['Authorization'] } },
          },
        },
      },
    };
    expect(look(authForwarded, modelOf(keyed))).toEqual([line('stands', policy)]);
  });

  test('nothing to say: no distribution stands before the API', () => {
    expect(look(authForwarded, modelOf(restApi))).toEqual([]);
  });

  test('unproven: the policy is a parameter without a value', () => {
    expect(look(authForwarded, modelOf(unresolved(edgeApi, policy)))).toEqual([line('unproven', policy)]);
  });
});
