import * as z from 'zod';
import type { Ingress, Profile } from '../chain';
import { edgeCertificates, edgeDomain, regionalDomain } from './domain';
import { clientId, ownIssuer, ownIssuerOfSystems, people, systems } from './identity';
import { certificateArn, days, generation, pemFile, rateRule, scope, shortName, takes, whole } from './fields';

/** What a configuration may say: the fields all have, and those that a profile or an ingress adds. */

const webOrigin = takes(
  'an https:// origin without a path, never *',
  z.string().regex(/^https:\/\/[a-z0-9.-]+(?::\d{1,5})?$/),
);

const common = {
  name: takes(
    'lower-case letters, digits and hyphens, 3 to 20 characters',
    z.string().regex(/^[a-z][a-z0-9-]{1,18}[a-z0-9]$/),
  ),
  account: takes('a twelve-digit AWS account id, in quotes', z.string().regex(/^\d{12}$/)).optional(),
  region: takes('the home Region, such as eu-west-1', z.string().regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/)),
  production: takes('true (data is retained and protected from deletion) or false', z.boolean()),
  alarms: z.strictObject({
    recipients: takes('one e-mail address or more', z.array(takes('an e-mail address', z.email())).min(1)),
  }),
  cors: z.strictObject({ origins: z.array(webOrigin) }),
  throttle: z.strictObject({
    rate: whole(1, 10_000, 'requests per second'),
    burst: whole(1, 5_000, 'requests'),
  }),
  retention: z.strictObject({ logDays: days, accessLogDays: days }),
};

const waf = {
  perAddress: rateRule,
  perAddressSensitive: rateRule.extend({
    paths: takes(
      'one path prefix or more',
      z.array(takes('a path prefix such as /transfers', z.string().regex(/^\/[a-z0-9/._-]+$/))).min(1),
    ),
  }),
  perToken: rateRule,
  // CloudFront shows WAF the first 16 KB of a body by default; the core rule group refuses bodies over 8 KB.
  maxBodyBytes: whole(1, 8_192, 'bytes'),
};
/** Where there are routes that take no token. */
const openRules = { perAddressPublic: rateRule };
/** In front of a user pool of ours as well. */
const wafAndSignIn = { ...waf, signIn: rateRule };

const androidApp = z.strictObject({
  packageName: takes('a package name such as com.example.wallet', z.string().regex(/^[a-zA-Z]\w*(?:\.[a-zA-Z]\w*)+$/)),
  certificateFingerprints: takes(
    'one SHA-256 fingerprint of a signing certificate or more, AA:BB:…',
    z.array(z.string().regex(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/)).min(1),
  ),
});
const iosApp = z.strictObject({
  appId: takes(
    'an app id with its team in front, such as ABCDE12345.com.example.wallet',
    z.string().regex(/^[A-Z0-9]{10}\.[\w.-]+$/),
  ),
});

/** The apps that may open links of `domain.name`; absent, nobody may, and the association files are not there. */
const appLinks = z.strictObject({
  android: z.array(androidApp),
  ios: z.array(iosApp),
  paths: takes('one path or more, such as /signed-in', z.array(z.string().regex(/^\/[\w/.*-]*$/)).min(1)),
});
/** Only where clients need no certificate: those who read the files, Google and Apple, have none. */
const open = { appLinks: appLinks.optional() };

const edge = {
  ingress: z.literal('edge'),
  /** Generations of the origin-hop CA: add one, sign with it in the next deploy, remove the old one in a third. */
  originHop: z.strictObject({
    authorities: takes('one generation name or two', z.array(generation).min(1).max(2)),
    signing: generation,
  }),
};

const regional = {
  ingress: z.literal('regional'),
  domain: regionalDomain,
  cors: z.strictObject({
    origins: takes('one origin at most: a REST API names it in fixed headers', z.array(webOrigin).max(1)),
  }),
};

/** Where clients' certificates come from, and how long ours live. */
const clients = {
  authority: takes(
    "'own' (our CA in KMS, and whatever lies in config/<env>/truststore/) or 'truststore' (only what lies there)",
    z.enum(['own', 'truststore']),
  ),
  certificateDays: whole(1, 397, 'days'),
  /** Generations of our CA, added, used and removed in three deploys like those of `originHop`. */
  authorities: takes('one generation name or two', z.array(generation).min(1).max(2)).default(['a']),
  signing: generation.default('a'),
  /** Files of `config/<env>/truststore/` whose CAs are to end without one that follows, and why: else the last sixty days stop a deploy. */
  ending: takes(
    'reasons by file: { "acme.pem": "the contract ends on 2027-01-31" }',
    z.record(pemFile, z.string().min(10)),
  ).default({}),
};
const devices = { ...clients, perUser: whole(1, 50, 'devices of one user') };

const partner = {
  name: shortName('acme'),
  /** Certificates of their own, in `config/<env>/partners/`; none: issued later with `trust issue`. */
  certificates: z.array(pemFile),
};

const consumer = { ...common, ...open, profile: z.literal('consumer') };
const managed = { ...common, profile: z.literal('managed') };
const enrolment = takes(
  "'refused' (the default: enrolment waits for a policy of one's own) or 'development' (whoever signs in enrols a device)",
  z.enum(['refused', 'development']).default('refused'),
);

/** Where people sign in, by who signs them in. */
const withPeople = <I extends z.ZodType, W extends z.ZodRawShape>(identity: I, rules: W) => ({
  consumer: {
    edge: z.strictObject({
      ...consumer,
      ...edge,
      identity,
      domain: edgeDomain(edgeCertificates),
      waf: z.strictObject({ ...rules, ...openRules }),
    }),
    regional: z.strictObject({ ...consumer, ...regional, identity, waf: z.strictObject({ ...rules, ...openRules }) }),
  },
  managed: {
    edge: z.strictObject({
      ...managed,
      ...edge,
      identity,
      // Without a certificate of its own a device reaches enrol.<domain.name> and nothing else.
      domain: edgeDomain({ ...edgeCertificates, enrolCertificateArn: certificateArn(' in us-east-1') }),
      clients: z.strictObject({ ...devices, enrolment }),
      waf: z.strictObject({ ...rules, enrolment: rateRule }),
    }),
    regional: z.strictObject({
      ...managed,
      ...regional,
      identity,
      clients: z.strictObject(devices),
      waf: z.strictObject(rules),
    }),
  },
});

/** Where systems call, by who gives them their tokens, and what that leaves to say of a partner. */
const withSystems = <I extends z.ZodType, W extends z.ZodRawShape, P extends z.ZodRawShape>(
  identity: I,
  rules: W,
  own: P,
) => {
  const partners = {
    ...common,
    profile: z.literal('partner'),
    identity,
    clients: z.strictObject(clients),
    // The JWT authorizer takes fifty audiences.
    partners: takes(
      'one partner to 50',
      z
        .array(z.strictObject({ ...partner, ...own }))
        .min(1)
        .max(50),
    ),
    waf: z.strictObject(rules),
  };
  return {
    partner: {
      edge: z.strictObject({ ...partners, ...edge, domain: edgeDomain(edgeCertificates) }),
      regional: z.strictObject({ ...partners, ...regional }),
    },
  };
};

type Schemas<P extends Profile> = Readonly<Record<P, Readonly<Record<Ingress, z.ZodObject>>>>;

/** With a user pool of ours, by profile and ingress. */
const cognito = {
  ...withPeople(people, wafAndSignIn),
  ...withSystems(systems, wafAndSignIn, { scopes: takes('one scope or more', z.array(scope).min(1)) }),
} as const satisfies Schemas<Profile>;

/** With an issuer of one's own, where partners' clients are registered and have their scopes. */
const jwt = {
  ...withPeople(ownIssuer, waf),
  ...withSystems(ownIssuerOfSystems, waf, { clientId }),
} as const satisfies Schemas<Profile>;

/** By kind of identity, profile and ingress. */
export const schemas: Readonly<Record<'cognito' | 'jwt', Schemas<Profile>>> = { cognito, jwt };

/** What decides which schema a configuration is read by. */
export const setup = z.looseObject({
  profile: takes("'consumer', 'managed' or 'partner'", z.enum(['consumer', 'managed', 'partner'])),
  ingress: takes("'edge' or 'regional'", z.enum(['edge', 'regional'])),
  identity: z
    .looseObject({
      kind: takes(
        "'cognito' (a user pool of this app) or 'jwt' (an issuer of one's own)",
        z.enum(['cognito', 'jwt']).default('cognito'),
      ),
    })
    .default({ kind: 'cognito' }),
});

type Schema =
  | { [P in keyof typeof cognito]: (typeof cognito)[P][Ingress] }[keyof typeof cognito]
  | { [P in keyof typeof jwt]: (typeof jwt)[P][Ingress] }[keyof typeof jwt];
export type Input = z.input<Schema>;
export type Output = z.output<Schema>;
