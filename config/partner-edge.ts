import type { ConfigInput } from '../lib/config';

/**
 * Systems of other companies, each with its own client and certificate, checked by CloudFront.
 * It synthesizes without an account; to deploy, copy it to config/<env>.ts and put your own domain, zone and addresses in.
 */
export default {
  name: 'portcullis',
  region: 'eu-west-1',
  profile: 'partner',
  ingress: 'edge',
  production: true,
  domain: {
    name: 'partners.example.com',
    origin: 'origin.partners.example.com',
    dns: { hostedZoneId: 'Z0123456789EXAMPLE', zoneName: 'example.com' },
  },
  clients: { authority: 'own', certificateDays: 30 },
  partners: [
    { name: 'acme', scopes: ['accounts.read', 'transfers.read', 'transfers.write'], certificates: [] },
    { name: 'globex', scopes: ['accounts.read', 'transfers.read'], certificates: [] },
  ],
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
  identity: { kind: 'cognito', resourceServer: 'wallet', domainPrefix: 'portcullis-partner-edge' },
  originHop: { authorities: ['a'], signing: 'a' },
  retention: { logDays: 90, accessLogDays: 365 },
} satisfies ConfigInput;
