import type { ConfigInput } from '../lib/config';

/**
 * The environment the README walks through. It synthesizes without an account; to deploy, copy it to config/<env>.ts,
 * put your own domain, zone and addresses in, and run `npx cdk deploy --all -c env=<env>`.
 */
export default {
  name: 'portcullis',
  region: 'eu-west-1',
  profile: 'consumer',
  ingress: 'edge',
  production: true,
  domain: {
    name: 'api.example.com',
    // CloudFront reaches the API under this name; nobody else can, because its truststore holds only the origin-hop CA.
    origin: 'origin.api.example.com',
    dns: { hostedZoneId: 'Z0123456789EXAMPLE', zoneName: 'example.com' },
  },
  alarms: { recipients: ['on-call@example.com'] },
  // An app is not a browser: without a web client there is no origin to allow.
  cors: { origins: [] },
  throttle: { rate: 500, burst: 1_000 },
  waf: {
    // Phones share addresses behind carrier-grade NAT: generous per address, tight per token.
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
    domainPrefix: 'portcullis-example',
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
  originHop: { authorities: ['a'], signing: 'a' },
  retention: { logDays: 90, accessLogDays: 365 },
} satisfies ConfigInput;
