import { serviceMayInvoke } from '../lambda/permission';
import { LocalError, type Placed, type World } from '../types';
import type { AppSettings, MachineSettings, TriggerSettings } from './protocol';

type Properties = Readonly<Record<string, unknown>>;

const where = ({ stack, logicalId, type }: Placed): string => `${stack.name}/${logicalId} (${type})`;

const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** What OpenID Connect and Cognito define themselves, and a client may name without a resource server. */
export const standardScopes = ['openid', 'email', 'phone', 'profile', 'aws.cognito.signin.user.admin'];

/** A client of the pool, with what people call it. */
export type NamedClient = AppSettings | (MachineSettings & { readonly name: string });

/** Reads an AWS::Cognito::UserPoolClient. Whatever would make it another kind of client is refused by name. */
export async function clientSettings(resource: Placed, world: World): Promise<NamedClient> {
  const properties = (await world.resolve(resource.stack, resource.properties)) as Properties;
  const refuse = (property: string, takes: string): never => {
    throw new LocalError(
      `${where(resource)}: ${property}: got ${JSON.stringify(properties[property])}, takes ${takes}`,
    );
  };
  if (properties['AllowedOAuthFlowsUserPoolClient'] !== true) refuse('AllowedOAuthFlowsUserPoolClient', 'true');
  const flows = strings(properties['AllowedOAuthFlows']).join(' ');
  const scopes = await scopesOf(resource, properties, world);
  const { ref: clientId, attributes } = await world.live(resource);
  const accessTokenSeconds = validity(properties, 'AccessToken', 'hours', 3_600);
  if (flows === 'client_credentials') {
    if (properties['GenerateSecret'] !== true) refuse('GenerateSecret', 'true: client credentials are a secret');
    const secret = String(attributes['ClientSecret']);
    // `wallet-partner-acme` is acme to people.
    const called = properties['ClientName'];
    const name = (typeof called === 'string' ? called : resource.logicalId).replace(/^.*-partner-/, '');
    return { kind: 'machine', clientId, name, secret, scopes, accessTokenSeconds };
  }
  if (flows !== 'code') refuse('AllowedOAuthFlows', '["code"] or ["client_credentials"]');
  if (properties['GenerateSecret'] === true) refuse('GenerateSecret', 'false: an app cannot keep a secret');
  const callbackUrls = strings(properties['CallbackURLs']);
  if (callbackUrls.length === 0) refuse('CallbackURLs', 'one URL or more');
  return {
    kind: 'app',
    clientId,
    callbackUrls,
    scopes,
    accessTokenSeconds,
    idTokenSeconds: validity(properties, 'IdToken', 'hours', 3_600),
    refreshTokenSeconds: validity(properties, 'RefreshToken', 'days', 30 * 86_400),
    rotatesRefreshTokens: (properties['RefreshTokenRotation'] as Properties | undefined)?.['Feature'] === 'ENABLED',
  };
}

async function scopesOf(resource: Placed, properties: Properties, world: World): Promise<string[]> {
  const scopes = strings(properties['AllowedOAuthScopes']);
  const declared = await declaredScopes(world);
  const unknown = scopes.find(scope => !standardScopes.includes(scope) && !declared.includes(scope));
  if (unknown !== undefined)
    throw new LocalError(
      `${where(resource)}: AllowedOAuthScopes: got ${unknown}, takes ${[...standardScopes, ...declared].join(', ')}`,
    );
  return scopes;
}

/** Triggers that nothing here sets off: nobody signs up, and passwords are checked by the issuer itself. */
const neverAsked = new Set([
  'PreSignUp',
  'PostConfirmation',
  'CustomMessage',
  'CustomEmailSender',
  'CustomSMSSender',
  'KMSKeyID',
]);

/** Reads what the pool wants asked before it issues a token; undefined where it asks nobody. */
export async function triggerSettings(
  pool: Placed,
  world: World,
): Promise<{ readonly settings: TriggerSettings; readonly functionArn: string } | undefined> {
  const config = ((await world.resolve(pool.stack, pool.properties['LambdaConfig'])) ?? {}) as Properties;
  const { PreTokenGenerationConfig: asked, ...others } = config;
  const unknown = Object.keys(others).find(name => !neverAsked.has(name));
  if (unknown !== undefined)
    throw new LocalError(
      `${where(pool)}: LambdaConfig: got ${unknown}, which is not modelled here; takes PreTokenGenerationConfig`,
    );
  if (asked === undefined) return undefined;
  const { LambdaArn, LambdaVersion } = asked as Properties;
  const version = /^V([23])_0$/.exec(String(LambdaVersion))?.[1] as TriggerSettings['version'] | undefined;
  if (version === undefined)
    throw new LocalError(
      `${where(pool)}: PreTokenGenerationConfig.LambdaVersion: got ${String(LambdaVersion)}, takes V2_0 or V3_0`,
    );
  const { ref: userPoolId, attributes } = await world.live(pool);
  const functionArn = String(LambdaArn);
  const caller = { principal: 'cognito-idp.amazonaws.com', sourceArn: String(attributes['Arn']) };
  if (!(await serviceMayInvoke(world, { ...caller, functionArn })))
    throw new LocalError(
      `${where(pool)}: no AWS::Lambda::Permission lets cognito-idp.amazonaws.com invoke ${functionArn}; on AWS the pool would issue no token`,
    );
  return { settings: { userPoolId, region: pool.stack.region, version }, functionArn };
}

/** Full names of every scope of every resource server: `wallet/accounts.read`. */
async function declaredScopes(world: World): Promise<string[]> {
  const servers = await Promise.all(
    world.assembly
      .ofType('AWS::Cognito::UserPoolResourceServer')
      .map(({ stack, properties }) => world.resolve(stack, properties)),
  );
  return (servers as Properties[]).flatMap(({ Identifier, Scopes }) =>
    ((Scopes ?? []) as Properties[]).map(({ ScopeName }) => `${String(Identifier)}/${String(ScopeName)}`),
  );
}

const unitSeconds: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 };

/** A lifetime in seconds; the unit defaults as Cognito's does, and so does a lifetime that is not given. */
function validity(properties: Properties, token: string, defaultUnit: string, otherwise: number): number {
  const amount = properties[`${token}Validity`];
  const unit =
    (properties['TokenValidityUnits'] as Readonly<Record<string, string>> | undefined)?.[token] ?? defaultUnit;
  return amount === undefined ? otherwise : Number(amount) * (unitSeconds[unit] ?? 1);
}
