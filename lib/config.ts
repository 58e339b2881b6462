import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Ingress, Profile } from './chain';
import { schemas, setup, type Input, type Output } from './config/schema';
import { explain, knows, show } from './refusal';
import { scopesOf } from './routes';

/**
 * Schema and loading of `config/<env>.ts`, the one file a fork edits. Every refusal is one line that names the field,
 * what it got and what it takes.
 */

/** A user's mistake: its message is all they need to see, so entry points print it without a stack trace. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** What `config/<env>.ts` exports. */
export type ConfigInput = Input;
/** A checked configuration, with the environment's name and the prefix of every name derived from it. */
export type Config = Output & { readonly env: string; readonly prefix: string };
/** Those that have CloudFront in front. */
export type EdgeConfig = Extract<Config, { readonly ingress: 'edge' }>;
export type RegionalConfig = Extract<Config, { readonly ingress: 'regional' }>;
/** Those whose clients show a certificate. */
export type ClientsConfig = Extract<Config, { readonly clients: object }>;
export type PartnerConfig = Extract<Config, { readonly profile: 'partner' }>;
/** Those whose tokens are of a user pool that this app makes. */
export type UserPoolConfig = Extract<Config, { readonly identity: { readonly kind: 'cognito' } }>;
/** Those whose tokens are of an issuer that is already there. */
export type OwnIssuerConfig = Extract<Config, { readonly identity: { readonly kind: 'jwt' } }>;
/** Those in which people sign in with a user pool of this app. */
export type PeopleConfig = Exclude<UserPoolConfig, PartnerConfig>;
/** Those in which systems get their tokens from a user pool of this app. */
export type SystemsConfig = Extract<UserPoolConfig, PartnerConfig>;

/** Whether this app makes the user pool whose tokens it takes. */
export const hasUserPool = (config: Config): config is UserPoolConfig => config.identity.kind === 'cognito';

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
  const refuse: Refuse = (field, got, wants) => {
    throw new ConfigError(`config/${env}.ts: ${field}: got ${show(got)}, takes ${wants}`);
  };
  const output = read(input, refuse);
  const prefix = `${output.name}-${env}`;
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(env))
    refuse('the file name', env, 'lower-case letters, digits and hyphens: bucket names are made of it');
  const room = prefixRoom(output.region);
  if (prefix.length > room)
    refuse('name', output.name, `with -${env} ${room} characters at most: S3 ends a bucket name at 63`);
  assertHosts(output, refuse);
  if (output.ingress === 'edge') assertGenerations('originHop', output.originHop, refuse);
  if ('clients' in output) assertGenerations('clients', output.clients, refuse);
  if (output.profile === 'partner') assertPartners(output, refuse);
  if (isOwn(output)) assertOwnIssuer(output, refuse);
  else assertUserPool(output, refuse);
  return { ...output, env, prefix };
}

type Refuse = (field: string, got: unknown, wants: string) => never;

/** Reads the input by the schema of its identity, profile and ingress. */
function read(input: unknown, refuse: Refuse): Output {
  const chosen = setup.safeParse(input);
  // Where there is no object at all, the refusal is to list every field.
  if (!chosen.success && typeof input === 'object') {
    const { field, got, wants } = explain(setup, input, chosen.error.issues);
    return refuse(field, got, wants);
  }
  const { profile, ingress, identity } = chosen.success ? chosen.data : defaults;
  const ofKind = schemas[identity.kind];
  const schema = ofKind[profile][ingress];
  const result = schema.safeParse(input);
  if (result.success) return result.data as Output;
  const { field, got, wants } = explain(schema, input, result.error.issues);
  const others = combinations.filter(([p, i]) => knows(ofKind[p][i], field));
  if (knows(schema, field) || others.length === 0) return refuse(field, got, wants);
  return refuse(
    field,
    got,
    `nothing with ${profile}/${ingress}: it is a field of ${others.map(pair => pair.join('/')).join(', ')}`,
  );
}

const defaults = { profile: 'consumer', ingress: 'edge', identity: { kind: 'cognito' } } as const;
const combinations = (Object.keys(schemas.cognito) as Profile[]).flatMap(profile =>
  (Object.keys(schemas.cognito[profile]) as Ingress[]).map(ingress => [profile, ingress] as const),
);

/** The clients of an issuer of one's own whose tokens are taken: people's apps, or partners' systems. */
export const clientsOf = (config: OwnOutput): readonly string[] =>
  config.profile === 'partner' ? config.partners.map(({ clientId }) => clientId) : config.identity.clients;

type OwnOutput = Extract<Output, { readonly identity: { readonly kind: 'jwt' } }>;

const isOwn = (output: Output): output is OwnOutput => output.identity.kind === 'jwt';

/** What a system of Entra ID may do stands in `roles`, where API Gateway looks for no scopes; an ID token is made for an app. */
function assertOwnIssuer(output: OwnOutput, refuse: Refuse): void {
  const { profile, identity } = output;
  if (clientsOf(output).includes(identity.audience))
    refuse('identity.audience', identity.audience, "a name that is no app's: ID tokens are made for apps");
  if (profile === 'partner' && identity.clientClaim === 'azp' && identity.scopeClaim === 'scp')
    refuse(
      'identity.scopeClaim',
      identity.scopeClaim,
      "'scope' (Auth0) with clientClaim azp; Entra ID gives systems roles and no scopes",
    );
}

/** A passkey is of the host it was made at. */
function assertUserPool({ identity, region }: Exclude<Output, OwnOutput>, refuse: Refuse): void {
  const host = 'passkeys' in identity ? identity.passkeys?.relyingPartyId : undefined;
  const signIn = `${identity.domainPrefix}.auth.${region}.amazoncognito.com`;
  if (host?.endsWith('amazoncognito.com') && host !== signIn)
    refuse('identity.passkeys.relyingPartyId', host, `${signIn}, or the host name of an auth domain of one's own`);
}

/** Two names where there are two doors, all of them inside the zone whose records we make. */
function assertHosts({ ingress, domain }: Output, refuse: Refuse): void {
  const { name, dns } = domain;
  const origin = 'origin' in domain ? domain.origin : undefined;
  if (ingress === 'edge' && name === origin)
    refuse('domain.origin', origin, 'a name other than domain.name (CloudFront and the API each need one)');
  if (origin === `enrol.${name}`)
    refuse('domain.origin', origin, `a name other than enrol.${name}, where devices enrol`);
  if (!('zoneName' in dns)) return;
  for (const [field, host] of Object.entries({ name, origin }))
    if (host !== undefined && host !== dns.zoneName && !host.endsWith(`.${dns.zoneName}`))
      refuse(`domain.${field}`, host, `a name inside the hosted zone ${dns.zoneName}`);
}

function assertGenerations(
  field: 'originHop' | 'clients',
  { authorities, signing }: EdgeConfig['originHop'],
  refuse: Refuse,
): void {
  if (!authorities.includes(signing))
    refuse(`${field}.signing`, signing, `one of ${field}.authorities: ${authorities.join(', ')}`);
  if (new Set(authorities).size !== authorities.length)
    refuse(`${field}.authorities`, authorities, 'each generation once');
}

/** A partner has one client, and a client no scope that no route asks for. */
function assertPartners(
  { ingress, profile, partners }: Pick<PartnerConfig, 'ingress' | 'profile' | 'partners'>,
  refuse: Refuse,
): void {
  const known = scopesOf({ profile, ingress });
  for (const [index, partner] of partners.entries()) {
    const { name, certificates } = partner;
    const at = `partners.${index}`;
    if (partners.findIndex(other => other.name === name) !== index) refuse(`${at}.name`, name, 'each partner once');
    if ('scopes' in partner) assertScopes(`${at}.scopes`, partner.scopes, known, refuse);
    else if (partners.findIndex(other => 'clientId' in other && other.clientId === partner.clientId) !== index)
      refuse(`${at}.clientId`, partner.clientId, 'a client of this partner alone');
    const elsewhere = certificates.find(file =>
      partners.some((other, position) => position !== index && other.certificates.includes(file)),
    );
    if (elsewhere !== undefined) refuse(`${at}.certificates`, elsewhere, 'a file of this partner alone');
  }
}

function assertScopes(field: string, scopes: readonly string[], known: readonly string[], refuse: Refuse): void {
  const unknown = scopes.find(scope => !known.includes(scope));
  if (unknown !== undefined) refuse(field, unknown, `scopes of the route table: ${known.join(', ')}`);
  if (new Set(scopes).size !== scopes.length) refuse(field, scopes, 'each scope once');
}

/** What the trust bucket's name, `<prefix>-trust-<account>-<region>`, leaves for the prefix. */
const prefixRoom = (region: string): number => 63 - '-trust-123456789012-'.length - region.length;
