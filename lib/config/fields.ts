import * as z from 'zod';

/** The kinds of value a configuration holds. Each says in words what it takes; a refusal repeats them. */

/** Says what a field takes; `explain` finds the text again when the field is refused. */
export const takes = <S extends z.ZodType>(text: string, schema: S): S => schema.describe(text);

export const whole = (min: number, max: number, unit: string) =>
  takes(`a whole number of ${unit} from ${min} to ${max}`, z.int().min(min).max(max));

const label = '(?!-)[a-z0-9-]{1,63}(?<!-)';
export const hostname = takes(
  'a lower-case host name such as api.example.com',
  z.string().regex(new RegExp(`^(?:${label}\\.)+${label}$`)),
);

export const certificateArn = (region: string) =>
  takes(
    `the ARN of an ACM certificate${region}`,
    z.string().regex(/^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[a-z0-9-]+$/),
  );

/** Deep links only over https: a custom scheme can be claimed by any app on the device (RFC 8252, section 8.4). */
export const httpsUrl = takes('an https:// URL', z.url({ protocol: /^https$/ }));

// CloudWatch Logs takes no other retentions.
const retentionDays = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 3653];
export const days = takes(
  `a retention CloudWatch Logs knows, in days: ${retentionDays.join(', ')}`,
  z.int().refine(value => retentionDays.includes(value)),
);

// WAF counts over these windows only, and takes no limit under 10 (WAF developer guide, rate-based rules).
const wafWindows = [60, 120, 300, 600];
export const rateRule = z.strictObject({
  limit: whole(10, 2_000_000_000, 'requests'),
  windowSeconds: takes(
    `a window WAF takes, in seconds: ${wafWindows.join(', ')}`,
    z.int().refine(value => wafWindows.includes(value)),
  ),
});

/** A generation of the origin-hop CA, part of every name that belongs to it. */
export const generation = takes('a short name such as a or 2026a', z.string().regex(/^[a-z0-9]{1,12}$/));

/** A word that becomes part of names in AWS and of URNs. */
export const shortName = (example: string) =>
  takes(`a short name such as ${example}`, z.string().regex(/^[a-z][a-z0-9-]{1,31}$/));

/** A route's scope without the resource server's prefix. */
export const scope = takes('a dotted name such as accounts.read', z.string().regex(/^[a-z]+(?:\.[a-z]+)+$/));

/** A file of PEM certificates in a folder the field's text names. */
export const pemFile = takes('the name of a .pem file', z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}\.pem$/));
