import { refuseCaching } from '../../../../../tools/local/edge/policies/cache';
import {
  managedOriginRequestPolicy,
  nothingOfTheViewer,
  originRequestPolicy,
} from '../../../../../tools/local/edge/policies/origin-request';
import { responseHeadersPolicy } from '../../../../../tools/local/edge/policies/response-headers';

const viewer = [
  ['host', 'api.example.com'],
  ['authorization', 'Bearer x'],
  ['user-agent', 'test'],
  ['content-type', 'application/json'],
  ['cookie', 'a=1; b=2'],
] as const;
const names = (headers: readonly (readonly [string, string])[]): string[] => headers.map(([name]) => name);

describe('what the origin is shown', () => {
  test.each([
    [
      'AllViewer',
      '216adef6-5c7f-47e4-b989-5492eafa07d3',
      ['host', 'authorization', 'user-agent', 'content-type', 'cookie'],
    ],
    [
      'AllViewerExceptHostHeader',
      'b689b0a8-53d0-40ab-baf2-68738e2966ac',
      ['authorization', 'user-agent', 'content-type', 'cookie'],
    ],
    ['UserAgentRefererHeaders', 'acba4595-bd28-49b8-b9fe-13317c0390fa', ['user-agent', 'content-type']],
    ['HostHeaderOnly', 'bf0718e1-ba1e-49d1-88b1-f726733018ae', ['host', 'content-type']],
  ])('under the managed policy %s', (_, id, expected) => {
    expect(names(managedOriginRequestPolicy(id).headers(viewer))).toEqual(expected);
  });

  test('without a policy: no header but those of the body, no cookie, no query string', () => {
    expect(names(nothingOfTheViewer.headers(viewer))).toEqual(['content-type']);
    expect(nothingOfTheViewer.query('a=1')).toBeUndefined();
  });

  test('under a policy of the templates', () => {
    const policy = originRequestPolicy({
      OriginRequestPolicyConfig: {
        Name: 'p',
        HeadersConfig: { HeaderBehavior: 'allViewerAndWhitelistCloudFront', Headers: ['CloudFront-Viewer-Address'] },
        CookiesConfig: { CookieBehavior: 'whitelist', Cookies: ['b'] },
        QueryStringsConfig: { QueryStringBehavior: 'allExcept', QueryStrings: ['secret'] },
      },
    });
    expect(policy.headers(viewer).at(-1)).toEqual(['cookie', 'b=2']);
    expect(policy.query('secret=1&page=2')).toBe('page=2');
    expect(policy.added).toEqual(['cloudfront-viewer-address']);
  });

  test('an unknown managed policy stops the start', () =>
    expect(() => managedOriginRequestPolicy('nope')).toThrow('OriginRequestPolicyId: got nope'));
});

describe('response headers', () => {
  const policy = responseHeadersPolicy({
    ResponseHeadersPolicyConfig: {
      Name: 'p',
      SecurityHeadersConfig: {
        StrictTransportSecurity: { AccessControlMaxAgeSec: 1, IncludeSubdomains: true, Preload: true, Override: true },
        ContentTypeOptions: { Override: true },
        FrameOptions: { FrameOption: 'DENY', Override: false },
        ReferrerPolicy: { ReferrerPolicy: 'no-referrer', Override: true },
        ContentSecurityPolicy: { ContentSecurityPolicy: "default-src 'none'", Override: true },
        XSSProtection: { Protection: true, ModeBlock: true, Override: true },
      },
      CustomHeadersConfig: { Items: [{ Header: 'Cache-Control', Value: 'no-store', Override: true }] },
      RemoveHeadersConfig: { Items: [{ Header: 'Server' }] },
    },
  });

  test('are set, replaced, left and removed as the policy says', () => {
    const before = [
      ['server', 'origin'],
      ['cache-control', 'public'],
      ['x-frame-options', 'SAMEORIGIN'],
      ['content-type', 'text/plain'],
    ] as const;
    expect(Object.fromEntries(policy(before))).toEqual({
      'x-frame-options': 'SAMEORIGIN',
      'content-type': 'text/plain',
      'strict-transport-security': 'max-age=1; includeSubDomains; preload',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none'",
      'x-xss-protection': '1; mode=block',
      'cache-control': 'no-store',
    });
  });

  test('CORS in the policy stops the start: it is not modelled', () =>
    expect(() => responseHeadersPolicy({ ResponseHeadersPolicyConfig: { Name: 'p', CorsConfig: {} } })).toThrow(
      'ResponseHeadersPolicyConfig: got CorsConfig, which the local chain does not model',
    ));
});

test('a cache stops the start', () => {
  expect(() => refuseCaching('4135ea2d-6df8-44a3-9df3-4b5a84be39ad', undefined)).not.toThrow();
  expect(() => refuseCaching('p', { CachePolicyConfig: { Name: 'p', MaxTTL: 0 } })).not.toThrow();
  expect(() => refuseCaching('658327ea-f89d-4fab-a63d-7e88639e58f6', undefined)).toThrow('caching is not modelled');
  expect(() => refuseCaching('p', { CachePolicyConfig: { Name: 'p', MaxTTL: 1 } })).toThrow(
    'cache policy p: got MaxTTL 1',
  );
});
