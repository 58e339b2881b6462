import * as z from 'zod';
import type { AuthorityPlace } from './authority';

const whole = z
  .string()
  .regex(/^[1-9]\d{0,3}$/)
  .transform(Number);

const variables = z.object({
  CERTIFICATES_TABLE: z.string().min(3),
  TRUST_BUCKET: z.string().min(3),
  /** JSON: [{ keyAlias, object, crl }, …], the one that signs first; [] without a CA of ours. */
  AUTHORITIES: z
    .string()
    .transform(text => JSON.parse(text) as unknown)
    .pipe(z.array(z.strictObject({ keyAlias: z.string().startsWith('alias/'), object: z.string(), crl: z.string() }))),
  SUBTREE: z.string().startsWith('O='),
  CERTIFICATE_DAYS: whole,
  DEVICES_PER_OWNER: whole,
  TRUSTSTORE_ENDS: z.iso.datetime().optional(),
});

export interface Environment {
  readonly table: string;
  readonly bucket: string;
  readonly places: readonly AuthorityPlace[];
  readonly subtree: string;
  readonly validityDays: number;
  readonly limit: number;
  readonly truststoreEnd: Date | undefined;
}

/** Reads the environment once, at cold start; one line says which variable is wrong. */
export function readEnvironment(environment: Readonly<Record<string, string | undefined>>): Environment {
  const result = variables.safeParse(environment);
  if (!result.success) {
    const { path = [], message = '' } = result.error.issues[0] ?? {};
    throw new Error(`environment: ${String(path[0])}: ${message}`);
  }
  const { data } = result;
  return {
    table: data.CERTIFICATES_TABLE,
    bucket: data.TRUST_BUCKET,
    places: data.AUTHORITIES,
    subtree: data.SUBTREE,
    validityDays: data.CERTIFICATE_DAYS,
    limit: data.DEVICES_PER_OWNER,
    truststoreEnd: data.TRUSTSTORE_ENDS === undefined ? undefined : new Date(data.TRUSTSTORE_ENDS),
  };
}
