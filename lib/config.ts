import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { explain, show } from './refusal';

/**
 * Schema and loading of `config/<env>.ts`, the one file a fork edits. Every refusal is one line that names the field,
 * what it got and what it takes.
 */

/** A user's mistake: its message is all they need to see, so entry points print it without a stack trace. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Says what a field takes; `explain` finds the text again when the field is refused. */
const takes = <S extends z.ZodType>(text: string, schema: S): S => schema.describe(text);

const whole = (min: number, max: number, unit: string) =>
  takes(`a whole number of ${unit} from ${min} to ${max}`, z.int().min(min).max(max));

const label = '(?!-)[a-z0-9-]{1,63}(?<!-)';
const hostname = takes(
  'a lower-case host name such as api.example.com',
  z.string().regex(new RegExp(`^(?:${label}\\.)+${label}$`)),
);
const certificateArn = (region: string) =>
  takes(
    `the ARN of an ACM certificate${region}`,
    z.string().regex(/^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[a-z0-9-]+$/),
  );
/** Deep links only over https: a custom scheme can be claimed by any app on the device (RFC 8252, section 8.4). */
const httpsUrl = takes('an https:// URL', z.url({ protocol: /^https$/ }));

// CloudWatch Logs takes no other retentions.
const retentionDays = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 3653];
const days = takes(
  `a retention CloudWatch Logs knows, in days: ${retentionDays.join(', ')}`,
  z.int().refine(value => retentionDays.includes(value)),
);

// WAF counts over these windows only, and takes no limit under 10 (WAF developer guide, rate-based rules).
const wafWindows = [60, 120, 300, 600];
const rateRule = z.strictObject({
  limit: whole(10, 2_000_000_000, 'requests'),
  windowSeconds: takes(
    `a window WAF takes, in seconds: ${wafWindows.join(', ')}`,
    z.int().refine(value => wafWindows.includes(value)),
  ),
});

const dnsHere = z.strictObject({
  hostedZoneId: takes('the id of a Route 53 hosted zone, Z…', z.string().regex(/^Z[A-Z0-9]{1,31}$/)),
  zoneName: hostname,
});

/** Certificates and DNS records made elsewhere: this app then makes neither, and prints the targets as outputs. */
const dnsElsewhere = z.strictObject({
  edgeCertificateArn: certificateArn(' in us-east-1'),
  originCertificateArn: certificateArn(' in the home Region'),
  /** API Gateway wants proof of ownership when the mTLS domain's own certificate is imported or private. */
  originOwnershipCertificateArn: certificateArn(' in the home Region, issued by ACM').optional(),
});

const generation = takes('a short name such as a or 2026a', z.string().regex(/^[a-z0-9]{1,12}$/));

const schema = z.strictObject({
  name: takes(
    'lower-case letters, digits and hyphens, 3 to 20 characters',
    z.string().regex(/^[a-z][a-z0-9-]{1,18}[a-z0-9]$/),
  ),
  account: takes('a twelve-digit AWS account id, in quotes', z.string().regex(/^\d{12}$/)).optional(),
  region: takes('the home Region, such as eu-west-1', z.string().regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/)),
  profile: takes("'consumer'", z.enum(['consumer'])),
  ingress: takes("'edge'", z.enum(['edge'])),
  production: takes('true (data is retained and protected from deletion) or false', z.boolean()),
  domain: z.strictObject({
    name: hostname,
    origin: hostname,
    dns: takes(
      '{ hostedZoneId, zoneName }, or { edgeCertificateArn, originCertificateArn } made elsewhere',
      z.union([dnsHere, dnsElsewhere]),
    ),
  }),
  alarms: z.strictObject({
    recipients: takes('one e-mail address or more', z.array(takes('an e-mail address', z.email())).min(1)),
  }),
  cors: z.strictObject({
    origins: z.array(
      takes('an https:// origin without a path, never *', z.string().regex(/^https:\/\/[a-z0-9.-]+(?::\d{1,5})?$/)),
    ),
  }),
  throttle: z.strictObject({
    rate: whole(1, 10_000, 'requests per second'),
    burst: whole(1, 5_000, 'requests'),
  }),
  waf: z.strictObject({
    perAddress: rateRule,
    perAddressSensitive: rateRule.extend({
      paths: takes(
        'one path prefix or more',
        z.array(takes('a path prefix such as /transfers', z.string().regex(/^\/[a-z0-9/._-]+$/))).min(1),
      ),
    }),
    perToken: rateRule,
    signIn: rateRule,
    // CloudFront shows WAF the first 16 KB of a body by default; the core rule group refuses bodies over 8 KB.
    maxBodyBytes: whole(1, 8_192, 'bytes'),
  }),
  identity: z.strictObject({
    resourceServer: takes('a short name such as wallet', z.string().regex(/^[a-z][a-z0-9-]{1,31}$/)),
    domainPrefix: takes(
      'a user-pool domain prefix (lower case, unique in the Region, without aws, amazon or cognito)',
      z.string().regex(/^(?!.*(?:aws|amazon|cognito))(?!-)[a-z0-9-]{1,63}(?<!-)$/),
    ),
    signUp: takes("'open' (anyone may sign up) or 'admin-only'", z.enum(['open', 'admin-only'])),
    callbackUrls: takes('one https:// URL or more', z.array(httpsUrl).min(1)),
    logoutUrls: z.array(httpsUrl),
  }),
  /** Generations of the origin-hop CA: add one, sign with it in the next deploy, remove the old one in a third. */
  originHop: z.strictObject({
    authorities: takes('one generation name or two', z.array(generation).min(1).max(2)),
    signing: generation,
  }),
  retention: z.strictObject({ logDays: days, accessLogDays: days }),
});

/** What `config/<env>.ts` exports. */
export type ConfigInput = z.input<typeof schema>;
/** A checked configuration, with the environment's name and the prefix of every name derived from it. */
export type Config = z.output<typeof schema> & { readonly env: string; readonly prefix: string };

const directory = join(__dirname, '..', 'config');

/** The environments there are: the file names under `config/`. */
export const environments = (): string[] =>
  readdirSync(directory)
    .filter(file => file.endsWith('.ts'))
    .map(file => basename(file, '.ts'))
    .sort();

/** Loads and checks `config/<env>.ts`. Throws {@link ConfigError}. */
export function loadConfig(env: string): Config {
  if (!environments().includes(env))
    throw new ConfigError(`env: got ${show(env)}, takes one of: ${environments().join(', ')} (the files in config/)`);
  const file = join(directory, `${env}.ts`);
  if (!existsSync(file)) throw new ConfigError(`env: config/${env}.ts is gone`);
  // Synchronous, because a CDK app builds its tree synchronously; the name was checked against the listing above.
  const loaded = require(file) as { readonly default?: unknown };
  return parseConfig(env, loaded.default);
}

/** Checks a configuration. Throws {@link ConfigError} that names the first field refused. */
export function parseConfig(env: string, input: unknown): Config {
  const refuse = (field: string, got: unknown, wants: string): never => {
    throw new ConfigError(`config/${env}.ts: ${field}: got ${show(got)}, takes ${wants}`);
  };
  const result = schema.safeParse(input);
  if (!result.success) {
    const { field, got, wants } = explain(schema, input, result.error.issues);
    return refuse(field, got, wants);
  }
  const config = result.data;
  const prefix = `${config.name}-${env}`;
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(env))
    refuse('the file name', env, 'lower-case letters, digits and hyphens: bucket names are made of it');
  const room = prefixRoom(config.region);
  if (prefix.length > room)
    refuse('name', config.name, `with -${env} ${room} characters at most: S3 ends a bucket name at 63`);
  const { name, origin, dns } = config.domain;
  if (name === origin)
    refuse('domain.origin', origin, 'a name other than domain.name (CloudFront and the API each need one)');
  if ('zoneName' in dns)
    for (const [field, host] of Object.entries({ name, origin }))
      if (host !== dns.zoneName && !host.endsWith(`.${dns.zoneName}`))
        refuse(`domain.${field}`, host, `a name inside the hosted zone ${dns.zoneName}`);
  if (!config.originHop.authorities.includes(config.originHop.signing))
    refuse(
      'originHop.signing',
      config.originHop.signing,
      `one of originHop.authorities: ${config.originHop.authorities.join(', ')}`,
    );
  if (new Set(config.originHop.authorities).size !== config.originHop.authorities.length)
    refuse('originHop.authorities', config.originHop.authorities, 'each generation once');
  return { ...config, env, prefix };
}

/** What the trust bucket's name, `<prefix>-trust-<account>-<region>`, leaves for the prefix. */
const prefixRoom = (region: string): number => 63 - '-trust-123456789012-'.length - region.length;
