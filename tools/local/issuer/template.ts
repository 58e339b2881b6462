import { LocalError, type Placed, type World } from '../types';
import type { ClientSettings } from './protocol';

type Properties = Readonly<Record<string, unknown>>;

const where = ({ stack, logicalId, type }: Placed): string => `${stack.name}/${logicalId} (${type})`;

const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** What OpenID Connect and Cognito define themselves, and a client may name without a resource server. */
const standardScopes = ['openid', 'email', 'phone', 'profile', 'aws.cognito.signin.user.admin'];

/** Reads an AWS::Cognito::UserPoolClient. Whatever would make it another kind of client is refused by name. */
export async function clientSettings(resource: Placed, world: World): Promise<ClientSettings> {
  const properties = (await world.resolve(resource.stack, resource.properties)) as Properties;
  const refuse = (property: string, takes: string): never => {
    throw new LocalError(
      `${where(resource)}: ${property}: got ${JSON.stringify(properties[property])}, takes ${takes}`,
    );
  };
  if (properties['GenerateSecret'] === true) refuse('GenerateSecret', 'false: an app cannot keep a secret');
  if (properties['AllowedOAuthFlowsUserPoolClient'] !== true) refuse('AllowedOAuthFlowsUserPoolClient', 'true');
  if (strings(properties['AllowedOAuthFlows']).join(' ') !== 'code') refuse('AllowedOAuthFlows', '["code"]');
  const callbackUrls = strings(properties['CallbackURLs']);
  if (callbackUrls.length === 0) refuse('CallbackURLs', 'one URL or more');
  const scopes = strings(properties['AllowedOAuthScopes']);
  const declared = await declaredScopes(world);
  const unknown = scopes.find(scope => !standardScopes.includes(scope) && !declared.includes(scope));
  if (unknown !== undefined)
    throw new LocalError(
      `${where(resource)}: AllowedOAuthScopes: got ${unknown}, takes ${[...standardScopes, ...declared].join(', ')}`,
    );
  const { ref } = await world.live(resource);
  return {
    clientId: ref,
    callbackUrls,
    scopes,
    accessTokenSeconds: validity(properties, 'AccessToken', 'hours', 3_600),
    idTokenSeconds: validity(properties, 'IdToken', 'hours', 3_600),
    refreshTokenSeconds: validity(properties, 'RefreshToken', 'days', 30 * 86_400),
    rotatesRefreshTokens: (properties['RefreshTokenRotation'] as Properties | undefined)?.['Feature'] === 'ENABLED',
  };
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
