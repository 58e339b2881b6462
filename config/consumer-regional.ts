import type { ConfigInput } from '../lib/config';

/**
 * A store app without CloudFront: the web ACL on the stage of a REST API, one Region, the least to run.
 * It synthesizes without an account; to deploy, copy it to config/<env>.ts and put your own domain, zone and addresses in.
 */
export default {
  name: 'portcullis',
  region: 'eu-west-1',
  profile: 'consumer',
  ingress: 'regional',
  production: true,
  domain: { name: 'api.example.com', dns: { hostedZoneId: 'Z0123456789EXAMPLE', zoneName: 'example.com' } },
  alarms: { recipients: ['on-call@example.com'] },
  cors: { origins: [] },
  throttle: { rate: 500, burst: 1_000 },
  waf: {
    perAddress: { limit: 2_000, windowSeconds: 300 },
    perAddressSensitive: { limit: 300, windowSeconds: 300, paths: ['/transfers'] },
    perAddressPublic: { limit: 100, windowSeconds: 300 },
    perToken: { limit: 300, windowSeconds: 60 },
    signIn: { limit: 100, windowSeconds: 300 },
    maxBodyBytes: 8_192,
  },
  identity: {
    // Or 'jwt': an issuer of one's own, such as Okta, Entra ID or Auth0 (docs/identity.md).
    kind: 'cognito',
    plan: 'essentials',
    resourceServer: 'wallet',
    domainPrefix: 'portcullis-consumer-regional',
    signUp: 'admin-only',
    callbackUrls: ['https://app.example.com/signed-in'],
    logoutUrls: ['https://app.example.com/signed-out'],
  },
  // Links of domain.name that open these apps. A callback URL on another host needs the two files on that host.
  appLinks: {
    android: [
      {
        packageName: 'com.example.wallet',
        certificateFingerprints: [
          '14:6D:E9:83:C5:73:06:50:D8:EE:B9:95:2F:34:FC:64:16:A0:83:42:E6:1D:BE:A8:8A:04:96:B2:3F:CF:44:E5',
        ],
      },
    ],
    ios: [{ appId: 'ABCDE12345.com.example.wallet' }],
    paths: ['/signed-in'],
  },
  retention: { logDays: 90, accessLogDays: 365 },
} satisfies ConfigInput;
