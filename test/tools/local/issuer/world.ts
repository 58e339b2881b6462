import { createLedger } from '../../../../tools/local/ledger';
import { createPublicCa } from '../../../../tools/local/public-ca';
import { createResolver } from '../../../../tools/local/resolve';
import { createIssuerHost, type IssuerHost } from '../../../../tools/local/issuer';
import type { Issuer, Live, Placed, Provider, Stack, World } from '../../../../tools/local/types';
import { assembly, stack } from '../stacks';

type Client = Record<string, unknown>;

/** A pool as this project's identity stack makes it, with small changes for a test. */
export const identity = (client: Client = {}) =>
  stack('identity', {
    Pool: { Type: 'AWS::Cognito::UserPool', Properties: { UserPoolTier: 'ESSENTIALS' } },
    Wallet: {
      Type: 'AWS::Cognito::UserPoolResourceServer',
      Properties: {
        Identifier: 'wallet',
        UserPoolId: { Ref: 'Pool' },
        Scopes: [{ ScopeName: 'accounts.read' }, { ScopeName: 'transfers.write' }],
      },
    },
    App: {
      Type: 'AWS::Cognito::UserPoolClient',
      Properties: {
        UserPoolId: { Ref: 'Pool' },
        AllowedOAuthFlows: ['code'],
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthScopes: [
          'openid',
          { 'Fn::Join': ['', [{ Ref: 'Wallet' }, '/accounts.read']] },
          'wallet/transfers.write',
        ],
        CallbackURLs: ['https://app.example.com/signed-in'],
        AccessTokenValidity: 5,
        IdTokenValidity: 10,
        RefreshTokenValidity: 1,
        TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'days' },
        RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 },
        GenerateSecret: false,
        ...client,
      },
    },
  });

/** A pool of a test's own, and what its trigger answers. */
export interface Systems {
  readonly stack?: Stack;
  readonly invoke?: World['lambda']['invoke'];
}

const functions: Readonly<Record<string, Provider>> = {
  'AWS::Lambda::Function': async ({ logicalId }) => ({
    ref: logicalId,
    attributes: { Arn: `arn:aws:lambda:eu-west-1:111122223333:function:${logicalId}` },
  }),
};

/** As much of a world as an issuer needs. */
export async function worldWith(
  host: IssuerHost,
  client: Client = {},
  { stack: home = identity(client), invoke }: Systems = {},
): Promise<World> {
  const assembled = assembly(home);
  const lives = new Map<string, Promise<Live>>();
  const live = (resource: Placed): Promise<Live> => {
    const provider = host.providers[resource.type] ?? functions[resource.type];
    if (provider === undefined) throw new Error(`no provider of ${resource.type}`);
    const started = lives.get(resource.logicalId) ?? provider(resource, world);
    lives.set(resource.logicalId, started);
    return started;
  };
  const none = (): never => {
    throw new Error('an issuer does not need this');
  };
  const world: World = {
    assembly: assembled,
    ...createResolver(assembled, live),
    live,
    byIdentity: none,
    hosts: new Map(),
    publicCa: await createPublicCa(),
    certificate: none,
    keyValueStore: () => undefined,
    object: none,
    endpoints: {},
    ledger: createLedger(),
    lambda: { invoke: invoke ?? none, onLine: none, stop: none },
  };
  return world;
}

/** Starts an issuer for the tests of one file. */
export async function startIssuer(
  client: Client = {},
  systems: Systems = {},
): Promise<{ issuer: Issuer; world: World; stop: () => Promise<void> }> {
  const host = createIssuerHost();
  const world = await worldWith(host, client, systems);
  try {
    return { issuer: await host.open(world), world, stop: () => host.stop() };
  } catch (error) {
    await host.stop();
    throw error;
  }
}
