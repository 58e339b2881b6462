import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { cognitoTokens, type AccessTokens } from './access-tokens';
import { certificateRegistry } from './certificates';
import { certificateFromEdge, certificateFromGateway } from './client-certificate';
import { takes } from './contract';
import { describe } from './describe';
import type { GuardOptions } from './guard';
import { discovering, discoveryUri, pinnedKeys, signingKeys } from './keys';
import { onceStore } from './once';
import { proofStore } from './proofs';
import { recorder } from './record';
import { revocationList } from './revocations';

const pems = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** The name of a DynamoDB table, as an environment variable. */
export const tableName = takes('the name of a table', z.string().regex(/^[\w.-]{3,255}$/));

const always = {
  PROFILE: takes('consumer, managed or partner', z.enum(['consumer', 'managed', 'partner'])),
  INGRESS: takes('edge or regional', z.enum(['edge', 'regional'])),
  ISSUER: takes('the https:// URL of the token issuer', z.url({ protocol: /^https$/ })),
  CLIENT_IDS: takes(
    'client ids with commas between them',
    z
      .string()
      .regex(/^[\w+-]+(?:,[\w+-]+)*$/)
      .transform(list => list.split(',')),
  ),
  PUBLIC_ORIGIN: takes(
    'the origin that clients call, such as https://api.example.com',
    z.string().regex(/^https:\/\/[a-z0-9.-]+$/),
  ),
  REVOCATIONS_TABLE: tableName,
  MAX_BODY_BYTES: takes(
    'a whole number of bytes',
    z
      .string()
      .regex(/^[1-9]\d{0,7}$/)
      .transform(Number),
  ),
};

const resourceServer = takes('the name of the resource server, such as wallet', z.string().regex(/^[\w-]+$/));

/** The issuer is the user pool of this environment. */
const ofUserPool = { RESOURCE_SERVER: resourceServer };

/** The issuer is somebody else's: which of its claims say what. */
const ofOwnIssuer = {
  AUDIENCE: takes('what aud of an access token names', z.string().regex(/^\S+$/)),
  SCOPE_CLAIM: takes('scope or scp, and AUDIENCE', z.enum(['scope', 'scp'])),
  CLIENT_CLAIM: takes('client_id, azp, cid or appid, and AUDIENCE', z.enum(['client_id', 'azp', 'cid', 'appid'])),
  USER_CLAIM: takes('sub, uid or oid, and AUDIENCE', z.enum(['sub', 'uid', 'oid'])),
};

/** What libraries would take for a wish to do less: to forget what was done, to count nothing, to log nothing. */
const silenced = {
  POWERTOOLS_IDEMPOTENCY_DISABLED: takes('nothing: each change is made once', z.undefined().optional()),
  POWERTOOLS_METRICS_DISABLED: takes('nothing: alarms read the metrics', z.undefined().optional()),
  POWERTOOLS_DEV: takes('nothing: it turns metrics off', z.undefined().optional()),
  AWS_LAMBDA_LOG_LEVEL: takes(
    'TRACE, DEBUG or INFO: the audit is of level INFO',
    z.enum(['TRACE', 'DEBUG', 'INFO']).optional(),
  ),
};

/** Only where a route of the function needs them; the stages refuse to start without. */
const wherever = {
  IDEMPOTENCY_TABLE: tableName.optional(),
  PROOFS_TABLE: tableName.optional(),
  ISSUER_KEYS: takes(
    'the JWK set of the issuer, for a function that cannot fetch it',
    z.string().min(2).max(3_000).optional(),
  ),
};

const behindEdge = {
  ORIGIN_HOP_AUTHORITIES: takes(
    'one PEM certificate or more, and INGRESS=edge',
    z
      .string()
      .transform((text): string[] => text.match(pems) ?? [])
      .pipe(z.array(z.string()).min(1)),
  ),
  ORIGIN_HOP_IDENTITY: takes('a URI such as urn:portcullis:edge:…, and INGRESS=edge', z.string().regex(/^urn:\S+$/)),
};

const withoutEdge = {
  CORS_ORIGIN: takes(
    'the origin of a web client, and INGRESS=regional',
    z
      .string()
      .regex(/^https:\/\/[a-z0-9.-]+(?::\d{1,5})?$/)
      .optional(),
  ),
};

const withCertificates = {
  CERTIFICATES_TABLE: tableName.describe('the name of a table, and PROFILE=managed or partner'),
};

type Either<V> = { readonly [K in keyof V]: V[K] | z.ZodOptional<z.ZodUndefined> };

/** Variables that must be there, or must not: one word changed in an environment stops the start and turns no check off. */
const only = <V extends Readonly<Record<string, z.ZodType>>>(there: boolean, variables: V): Either<V> =>
  Object.fromEntries(
    Object.entries(variables).map(([name, one]) => [
      name,
      there ? one : takes(one.description ?? 'nothing', z.undefined().optional()),
    ]),
  ) as Either<V>;

const variablesIn = ({ INGRESS, PROFILE, AUDIENCE }: Environment) => ({
  ...always,
  ...silenced,
  ...wherever,
  ...only(AUDIENCE !== undefined, ofOwnIssuer),
  RESOURCE_SERVER: AUDIENCE === undefined ? ofUserPool.RESOURCE_SERVER : resourceServer.optional(),
  ...only(INGRESS !== 'regional', behindEdge),
  ...only(INGRESS === 'regional', withoutEdge),
  ...only(PROFILE !== 'consumer', withCertificates),
});

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the function's environment once, at cold start: the guard's variables and the service's own. A function that is
 * set up wrongly does not start, and one line says which variable it was.
 */
export function readEnvironment<S extends Readonly<Record<string, z.ZodType>>>(
  own: S,
  environment: Environment = process.env,
) {
  const variables = { ...variablesIn(environment), ...own };
  const result = z.object(variables).safeParse(environment);
  if (result.success) return result.data;
  const name = String(result.error.issues[0]?.path[0]);
  const wants = (variables as Readonly<Record<string, z.ZodType>>)[name]?.description ?? 'another value';
  throw new Error(`environment: ${name}: got ${describe(environment[name])}, takes ${wants}`);
}

type GuardEnvironment = z.output<z.ZodObject<ReturnType<typeof variablesIn>>>;

/** Every stage but the policies set up from the environment. What is off is off because of what the system is, never because it was asked for. */
export const fromEnvironment = (
  environment: GuardEnvironment,
  client: DynamoDBDocumentClient,
): Omit<GuardOptions, 'routes' | 'operations' | 'policy'> => ({
  profile: environment.PROFILE,
  ingress: environment.INGRESS,
  hop: hopOf(environment),
  door:
    environment.INGRESS === 'edge'
      ? {}
      : { check: null, reason: 'A regional API has one host name, and certificates are issued out of band.' },
  token: tokenOf(environment),
  binding: bindingOf(environment, client),
  revocation: { list: revocationList(client, environment.REVOCATIONS_TABLE) },
  proof: {
    publicOrigin: environment.PUBLIC_ORIGIN,
    store: environment.PROOFS_TABLE === undefined ? undefined : proofStore(client, environment.PROOFS_TABLE),
  },
  replay: {
    store: environment.IDEMPOTENCY_TABLE === undefined ? undefined : onceStore(client, environment.IDEMPOTENCY_TABLE),
  },
  maxBodyBytes: environment.MAX_BODY_BYTES,
  webOrigin: environment.CORS_ORIGIN,
  recorder: recorder(),
});

function tokenOf(environment: GuardEnvironment): GuardOptions['token'] {
  const { ISSUER: issuer, CLIENT_IDS: clientIds, RESOURCE_SERVER } = environment;
  const tokens = tokensOf(environment);
  const common = { issuer, clientIds, resourceServer: RESOURCE_SERVER, tokens };
  if (environment.ISSUER_KEYS !== undefined) return { ...common, keys: pinnedKeys(environment.ISSUER_KEYS) };
  if (tokens === cognitoTokens) return { ...common, keys: signingKeys() };
  return { ...common, jwksUri: discoveryUri(issuer), keys: signingKeys(Date.now, discovering(issuer)) };
}

function tokensOf({ PROFILE, AUDIENCE, SCOPE_CLAIM, CLIENT_CLAIM, USER_CLAIM }: GuardEnvironment): AccessTokens {
  if (AUDIENCE === undefined || SCOPE_CLAIM === undefined || CLIENT_CLAIM === undefined || USER_CLAIM === undefined)
    return cognitoTokens;
  return {
    audience: AUDIENCE,
    scopes: SCOPE_CLAIM,
    client: CLIENT_CLAIM,
    user: USER_CLAIM,
    // Okta's systems go by their client id alone; Auth0's are `<client id>@clients`.
    ...(PROFILE === 'partner' && CLIENT_CLAIM !== 'cid' && { systemSuffix: '@clients' }),
    session: 'sid',
    saysItsUse: false,
  };
}

function hopOf({ ORIGIN_HOP_AUTHORITIES, ORIGIN_HOP_IDENTITY }: GuardEnvironment): GuardOptions['hop'] {
  if (ORIGIN_HOP_AUTHORITIES === undefined || ORIGIN_HOP_IDENTITY === undefined)
    return {
      check: null,
      reason: 'A regional API is what clients call: there is no edge in front of it to insist on.',
    };
  return { authorities: ORIGIN_HOP_AUTHORITIES, identity: ORIGIN_HOP_IDENTITY };
}

function bindingOf(
  { PROFILE, INGRESS, CERTIFICATES_TABLE, AUDIENCE }: GuardEnvironment,
  client: DynamoDBDocumentClient,
): GuardOptions['binding'] {
  if (PROFILE === 'consumer' || CERTIFICATES_TABLE === undefined)
    return { check: null, reason: 'Store apps carry no certificate: one that ships with an app is a shared secret.' };
  return {
    certificate: INGRESS === 'edge' ? certificateFromEdge : certificateFromGateway(),
    registry: certificateRegistry(client, CERTIFICATES_TABLE),
    owner: PROFILE === 'partner' ? 'client' : 'user',
    // A trigger of our pool writes it; an issuer of one's own cannot be told to, and the registry alone decides.
    confirmation: PROFILE === 'partner' && AUDIENCE === undefined ? 'required' : 'where present',
  };
}
