import type { ConfigInput } from '../lib/config';

/**
 * Devices under management, each with a certificate of its own, checked by CloudFront.
 * It synthesizes without an account; to deploy, copy it to config/<env>.ts and put your own domain, zone and addresses in.
 */
export default {
  name: 'portcullis',
  region: 'eu-west-1',
  profile: 'managed',
  ingress: 'edge',
  production: true,
  domain: {
    name: 'work.example.com',
    origin: 'origin.work.example.com',
    dns: { hostedZoneId: 'Z0123456789EXAMPLE', zoneName: 'example.com' },
  },
  clients: {
    // 'own': a CA of ours in KMS. With an MDM that issues certificates: 'truststore', and its CA in config/<env>/truststore/.
    authority: 'own',
    certificateDays: 30,
    perUser: 5,
    // Whoever signs in enrols a device. For production, write the policy that asks your MDM, and say so here.
    enrolment: 'development',
  },
  alarms: { recipients: ['on-call@example.com'] },
  cors: { origins: [] },
  throttle: { rate: 500, burst: 1_000 },
  waf: {
    perAddress: { limit: 2_000, windowSeconds: 300 },
    perAddressSensitive: { limit: 300, windowSeconds: 300, paths: ['/transfers'] },
    perToken: { limit: 300, windowSeconds: 60 },
    signIn: { limit: 100, windowSeconds: 300 },
    // An office enrols its devices from one address.
    enrolment: { limit: 20, windowSeconds: 300 },
    maxBodyBytes: 8_192,
  },
  identity: {
    // Or 'jwt': an issuer of one's own, such as Okta, Entra ID or Auth0 (docs/identity.md).
    kind: 'cognito',
    plan: 'essentials',
    resourceServer: 'wallet',
    domainPrefix: 'portcullis-managed-edge',
    signUp: 'admin-only',
    callbackUrls: ['https://app.example.com/signed-in'],
    logoutUrls: ['https://app.example.com/signed-out'],
  },
  originHop: { authorities: ['a'], signing: 'a' },
  retention: { logDays: 90, accessLogDays: 365 },
} satisfies ConfigInput;
