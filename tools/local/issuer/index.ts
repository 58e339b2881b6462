import { randomBytes, randomInt } from 'node:crypto';
import { Agent, request } from 'undici';
import { accountId } from '../conditions';
import { stableId } from '../providers/names';
import { LocalError, type Issuer, type Placed, type Provider, type World } from '../types';
import { signingKeys } from './keys';
import { clientCredentials } from './client-credentials';
import { startIssuerProcess, type IssuerProcess, type Trigger } from './process';
import type { Account, TriggerSettings } from './protocol';
import { signIn } from './sign-in';
import { clientSettings, triggerSettings, type NamedClient } from './template';

/** Stands for Cognito: the providers of its resource types, and the issuer once everything else is known. */
export interface IssuerHost {
  readonly providers: Readonly<Record<string, Provider>>;
  /** Gives the pool its client and users, and answers from then on. */
  open(world: World): Promise<Issuer>;
  stop(): Promise<void>;
}

/** Starts the issuer's process at once: it boots while the rest of the chain does. */
export function createIssuerHost(options: { readonly port?: number } = {}): IssuerHost {
  let trigger: Trigger | undefined;
  const starting = startIssuerProcess(event => {
    if (trigger === undefined) throw new LocalError('the token issuer: the pool has no trigger to ask');
    return trigger(event);
  });
  void signingKeys();
  // Whoever needs the process hears of the failure; until then it is nobody's unhandled rejection.
  starting.catch(() => undefined);
  const host: IssuerHost = {
    providers: {
      'AWS::Cognito::UserPool': (resource, world) => pool(resource, world, starting, options.port ?? 0),
      'AWS::Cognito::UserPoolClient': async resource => {
        const clientId = shortId(resource, 26);
        // As random as Cognito's: the port is open to everybody on this machine.
        const secret = resource.properties['GenerateSecret'] === true ? { ClientSecret: newSecret(51) } : {};
        return { ref: clientId, attributes: { ClientId: clientId, Name: resource.logicalId, ...secret } };
      },
      'AWS::Cognito::UserPoolResourceServer': async ({ stack, properties }, world) => ({
        ref: String(await world.resolve(stack, properties['Identifier'])),
        attributes: {},
      }),
      'AWS::Cognito::UserPoolDomain': async ({ stack, properties }, world) => {
        const domain = String(await world.resolve(stack, properties['Domain']));
        return { ref: domain, attributes: { CloudFrontDistribution: `${domain}.cloudfront.net` } };
      },
    },
    async open(world) {
      const userPool = only(world, 'AWS::Cognito::UserPool');
      const asked = await triggerSettings(userPool, world);
      if (asked !== undefined) trigger = event => world.lambda.invoke(asked.functionArn, event);
      return open(world, starting, userPool, asked?.settings);
    },
    async stop() {
      // Started in vain is stopped too; a process that never came up has nothing to stop.
      const child = await starting.catch(() => undefined);
      await child?.stop();
    },
  };
  return host;
}

const newSecret = (length: number): string => {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
};

const shortId = ({ stack, logicalId }: Placed, length: number): string =>
  stableId(`${stack.name}/${logicalId}`, length);

async function pool(resource: Placed, world: World, starting: Promise<IssuerProcess>, port: number) {
  const { region } = resource.stack;
  const poolId = `${region}_${shortId(resource, 9)}`;
  const { certificate, privateKey } = await world.publicCa.issue(['localhost']);
  const child = await starting;
  const listening = await child.call('listen', { poolId, port, certificate, privateKey });
  const provider = `localhost:${listening.port}/${poolId}`;
  return {
    ref: poolId,
    attributes: {
      Arn: `arn:aws:cognito-idp:${region}:${accountId}:userpool/${poolId}`,
      ProviderName: provider,
      ProviderURL: `https://${provider}`,
      UserPoolId: poolId,
    },
  };
}

async function open(
  world: World,
  starting: Promise<IssuerProcess>,
  userPool: Placed,
  trigger: TriggerSettings | undefined,
): Promise<Issuer> {
  const url = String((await world.live(userPool)).attributes['ProviderURL']);
  const clients = await clientsOf(world);
  const app = clients.find(client => client.kind === 'app');
  const machines = clients.filter(client => client.kind === 'machine');
  const accounts = app === undefined ? [] : ['alice', 'bob'].map(username => createUser(userPool, username));
  const [child, keys] = await Promise.all([starting, signingKeys()]);
  await child.call('configure', { clients, accounts, keys, trigger });
  const [redirectUri = ''] = app?.callbackUrls ?? [];
  const ca = world.publicCa.certificate;
  // Of a system, the name it goes by here, its client id and its secret are what a user has in name, `sub` and password.
  const systems = machines.map(({ name, clientId, secret }) => ({ username: name, sub: clientId, password: secret }));
  const users = [...accounts, ...systems];
  return {
    url,
    users,
    clientId: app?.clientId ?? machines[0]?.clientId ?? '',
    redirectUri,
    scopes: [...new Set(clients.flatMap(({ scopes }) => scopes))].filter(scope => scope.includes('/')),
    async signIn({ username, scopes, clientMetadata }) {
      const user = users.find(each => each.username === username);
      if (user === undefined)
        throw new LocalError(`user: got ${username}, takes one of: ${users.map(each => each.username).join(', ')}`);
      const isSystem = machines.some(({ clientId }) => clientId === user.sub);
      if (isSystem || app === undefined)
        return clientCredentials(
          { issuer: url, ca },
          { clientId: user.sub, secret: user.password, scopes, clientMetadata },
        );
      return signIn({ issuer: url, clientId: app.clientId, redirectUri, ca }, user, scopes ?? app.scopes);
    },
    mint: (claims, header = {}) => child.call('mint', { claims, header }),
    jwks: () => fetchJwks(url, ca),
    stop: () => child.stop(),
  };
}

/** People sign in with one app; of systems there may be any number. */
async function clientsOf(world: World): Promise<NamedClient[]> {
  const resources = world.assembly.ofType('AWS::Cognito::UserPoolClient');
  const clients = await Promise.all(resources.map(resource => clientSettings(resource, world)));
  const apps = clients.filter(({ kind }) => kind === 'app').length;
  if (clients.length === 0 || apps > 1)
    throw new LocalError(
      `AWS::Cognito::UserPoolClient: got ${apps} of people and ${clients.length - apps} of systems, takes one of people at most and one in all at least`,
    );
  return clients;
}

function only(world: World, type: string): Placed {
  const [first, ...others] = world.assembly.ofType(type);
  if (first === undefined || others.length > 0)
    throw new LocalError(
      `${type}: got ${others.length + (first === undefined ? 0 : 1)}, takes one in the whole assembly`,
    );
  return first;
}

/** A password as good as a real one: the port is open to everybody on this machine. */
function createUser({ stack, properties }: Placed, username: string): Account {
  const sub = stableId(`${stack.name}/${username}`, 36);
  const tokenName = properties['UsernameAttributes'] === undefined ? username : sub;
  return { username, password: randomBytes(12).toString('base64url'), sub, tokenName };
}

async function fetchJwks(url: string, ca: string): ReturnType<Issuer['jwks']> {
  const dispatcher = new Agent({ connect: { ca } });
  try {
    const { body } = await request(`${url}/.well-known/jwks.json`, { dispatcher });
    return (await body.json()) as Awaited<ReturnType<Issuer['jwks']>>;
  } finally {
    await dispatcher.close();
  }
}
