import { randomBytes } from 'node:crypto';
import { Agent, request } from 'undici';
import { accountId } from '../conditions';
import { stableId } from '../providers/names';
import { LocalError, type Issuer, type Placed, type Provider, type World } from '../types';
import { signingKeys } from './keys';
import { startIssuerProcess, type IssuerProcess } from './process';
import type { Account } from './protocol';
import { signIn } from './sign-in';
import { clientSettings } from './template';

/** Stands for Cognito: the providers of its resource types, and the issuer once everything else is known. */
export interface IssuerHost {
  readonly providers: Readonly<Record<string, Provider>>;
  /** Gives the pool its client and users, and answers from then on. */
  open(world: World): Promise<Issuer>;
  stop(): Promise<void>;
}

/** Starts the issuer's process at once: it boots while the rest of the chain does. */
export function createIssuerHost(options: { readonly port?: number } = {}): IssuerHost {
  const starting = startIssuerProcess();
  void signingKeys();
  // Whoever needs the process hears of the failure; until then it is nobody's unhandled rejection.
  starting.catch(() => undefined);
  const host: IssuerHost = {
    providers: {
      'AWS::Cognito::UserPool': (resource, world) => pool(resource, world, starting, options.port ?? 0),
      'AWS::Cognito::UserPoolClient': async resource => {
        const clientId = shortId(resource, 26);
        return { ref: clientId, attributes: { ClientId: clientId, Name: resource.logicalId } };
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
    open: world => open(world, starting),
    async stop() {
      // Started in vain is stopped too; a process that never came up has nothing to stop.
      const child = await starting.catch(() => undefined);
      await child?.stop();
    },
  };
  return host;
}

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

async function open(world: World, starting: Promise<IssuerProcess>): Promise<Issuer> {
  const userPool = only(world, 'AWS::Cognito::UserPool');
  const userPoolClient = only(world, 'AWS::Cognito::UserPoolClient');
  const url = String((await world.live(userPool)).attributes['ProviderURL']);
  const client = await clientSettings(userPoolClient, world);
  const users = ['alice', 'bob'].map(username => createUser(userPool, username));
  const [child, keys] = await Promise.all([starting, signingKeys()]);
  await child.call('configure', { client, accounts: users, keys });
  const [redirectUri = ''] = client.callbackUrls;
  const ca = world.publicCa.certificate;
  return {
    url,
    users,
    clientId: client.clientId,
    redirectUri,
    scopes: client.scopes.filter(scope => scope.includes('/')),
    async signIn({ username, scopes = client.scopes }) {
      const user = users.find(each => each.username === username);
      if (user === undefined)
        throw new LocalError(`user: got ${username}, takes one of: ${users.map(each => each.username).join(', ')}`);
      return signIn({ issuer: url, clientId: client.clientId, redirectUri, ca }, user, scopes);
    },
    mint: (claims, header = {}) => child.call('mint', { claims, header }),
    jwks: () => fetchJwks(url, ca),
    stop: () => child.stop(),
  };
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
