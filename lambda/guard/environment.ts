import * as z from 'zod';
import { describe } from './describe';
import type { GuardOptions } from './guard';
import { signingKeys } from './keys';
import { takes } from './operation';
import { recorder } from './record';

const pems = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

const guardVariables = {
  ISSUER: takes('the https:// URL of the token issuer', z.url({ protocol: /^https$/ })),
  CLIENT_IDS: takes(
    'client ids with commas between them',
    z
      .string()
      .regex(/^[\w+-]+(?:,[\w+-]+)*$/)
      .transform(list => list.split(',')),
  ),
  RESOURCE_SERVER: takes('the name of the resource server, such as wallet', z.string().regex(/^[\w-]+$/)),
  ORIGIN_HOP_AUTHORITIES: takes(
    'one PEM certificate or more',
    z
      .string()
      .transform((text): string[] => text.match(pems) ?? [])
      .pipe(z.array(z.string()).min(1)),
  ),
  ORIGIN_HOP_IDENTITY: takes('a URI such as urn:portcullis:edge:…', z.string().regex(/^urn:\S+$/)),
  MAX_BODY_BYTES: takes(
    'a whole number of bytes',
    z
      .string()
      .regex(/^[1-9]\d{0,7}$/)
      .transform(Number),
  ),
};

/** The name of a DynamoDB table, as an environment variable. */
export const tableName = takes('the name of a table', z.string().regex(/^[\w.-]{3,255}$/));

/**
 * Reads the function's environment once, at cold start: the guard's variables and the service's own. A function that is
 * set up wrongly does not start, and one line says which variable it was.
 */
export function readEnvironment<S extends Readonly<Record<string, z.ZodType>>>(
  own: S,
  environment: Readonly<Record<string, string | undefined>> = process.env,
) {
  const variables = { ...guardVariables, ...own };
  const result = z.object(variables).safeParse(environment);
  if (result.success) return result.data;
  const name = String(result.error.issues[0]?.path[0]);
  const wants = (variables as Readonly<Record<string, z.ZodType>>)[name]?.description ?? 'another value';
  throw new Error(`environment: ${name}: got ${describe(environment[name])}, takes ${wants}`);
}

type GuardEnvironment = z.output<z.ZodObject<typeof guardVariables>>;

/** Every stage on, set up from the environment. */
export const fromEnvironment = (
  environment: GuardEnvironment,
): Pick<GuardOptions, 'hop' | 'token' | 'maxBodyBytes' | 'recorder'> => ({
  hop: { authorities: environment.ORIGIN_HOP_AUTHORITIES, identity: environment.ORIGIN_HOP_IDENTITY },
  token: {
    issuer: environment.ISSUER,
    clientIds: environment.CLIENT_IDS,
    resourceServer: environment.RESOURCE_SERVER,
    keys: signingKeys(),
  },
  maxBodyBytes: environment.MAX_BODY_BYTES,
  recorder: recorder(),
});
