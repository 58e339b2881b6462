import type { ConfigInput } from '../lib/config';

/**
 * Devices under management, their certificates checked by API Gateway; certificates are issued out of band.
 * It synthesizes without an account; to deploy, copy it to config/<env>.ts and put your own domain, zone and addresses in.
 */
export default {
  name: 'portcullis',
  region: 'eu-west-1',
  profile: 'managed',
  ingress: 'regional',
  production: true,
  domain: { name: 'work.example.com', dns: { hostedZoneId: 'Z0123456789EXAMPLE', zoneName: 'example.com' } },
  clients: {
    // 'own': a CA of ours in KMS. With an MDM that issues certificates: 'truststore', and its CA in config/<env>/truststore/.
    authority: 'own',
    certificateDays: 30,
    perUser: 5,
  },
  alarms: { recipients: ['on-call@example.com'] },
  cors: { origins: [] },
  throttle: { rate: 500, burst: 1_000 },
  waf: {
    perAddress: { limit: 2_000, windowSeconds: 300 },
    perAddressSensitive: { limit: 300, windowSeconds: 300, paths: ['/transfers'] },
    perToken: { limit: 300, windowSeconds: 60 },
    signIn: { limit: 100, windowSeconds: 300 },
    maxBodyBytes: 8_192,
  },
  identity: {
    // Or 'jwt': an issuer of one's own, such as Okta, Entra ID or Auth0 (docs/identity.md).
    kind: 'cognito',
    plan: 'essentials',
    resourceServer: 'wallet',
    domainPrefix: 'portcullis-managed-regional',
    signUp: 'admin-only',
    callbackUrls: ['https://app.example.com/signed-in'],
    logoutUrls: ['https://app.example.com/signed-out'],
  },
  retention: { logDays: 90, accessLogDays: 365 },
} satisfies ConfigInput;
