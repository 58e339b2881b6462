import { randomBytes, randomInt } from 'node:crypto';
import { accountId } from '../conditions';
import { stableId } from '../providers/names';
import { publicCa } from '../public-ca';
import { LocalError, type Assembly, type Issuer, type Placed, type Provider, type World } from '../types';
import { issuerOf } from './issuer';
import { signingKeys } from './keys';
import { movedHere, ownIssuerOf, type OwnIssuer } from './own';
import { startIssuerProcess, type IssuerProcess, type Trigger } from './process';
import type { Account, TriggerSettings } from './protocol';
import { clientSettings, triggerSettings, type NamedClient } from './template';

/** Stands for Cognito, or for the issuer that the templates name in its place: the providers of its resource types, and the issuer once everything else is known. */
export interface IssuerHost {
  readonly providers: Readonly<Record<string, Provider>>;
  /** Where the templates' issuer is somebody else's: listens in its place, and gives the templates with the address it has here. */
  standIn(assembly: Assembly): Promise<Assembly>;
  /** Gives the pool its client and users, and answers from then on. */
  open(world: World): Promise<Issuer>;
  stop(): Promise<void>;
}

/** Starts the issuer's process at once: it boots while the rest of the chain does. */
export function createIssuerHost(options: { readonly port?: number } = {}): IssuerHost {
  let trigger: Trigger | undefined;
  let own: (OwnIssuer & { readonly here: string }) | undefined;
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
    async standIn(templates) {
      const assembly = await withKeysOfHere(templates);
      const found = ownIssuerOf(assembly, () => newSecret(51));
      if (found === undefined) return assembly;
      if (own !== undefined) return movedHere(assembly, found.url, own.here);
      const { certificate, privateKey } = await (await publicCa()).issue(['localhost']);
      const child = await starting;
      const { port } = await child.call('listen', {
        path: found.path,
        port: options.port ?? 0,
        certificate,
        privateKey,
      });
      own = { ...found, here: `https://localhost:${port}${found.path}` };
      return movedHere(assembly, found.url, own.here);
    },
    async open(world) {
      if (own !== undefined) return openOwn(world, starting, own);
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
  const listening = await child.call('listen', { path: `/${poolId}`, port, certificate, privateKey });
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
  const accounts = app === undefined ? [] : ['alice', 'bob'].map(username => createUser(userPool, username));
  const [child, keys] = await Promise.all([starting, signingKeys()]);
  await child.call('configure', { clients, accounts, keys, trigger, own: undefined });
  return issuerOf({ url, clients, accounts, child, ca: world.publicCa.certificate });
}

/** What the templates pin are the keys of an issuer somewhere else: here, the functions are told those of this one. */
async function withKeysOfHere(assembly: Assembly): Promise<Assembly> {
  if (toldOfKeys(assembly.stacks).length === 0) return assembly;
  const { id, access } = await signingKeys();
  const keys = [id, access].map(({ kty, kid, use, alg, n, e }) => ({ kty, kid, use, alg, n, e }));
  return assembly.edited(stacks => {
    for (const variables of toldOfKeys(stacks)) variables['ISSUER_KEYS'] = JSON.stringify({ keys });
  });
}

const toldOfKeys = (stacks: Assembly['stacks']) =>
  stacks
    .flatMap(({ template }) => Object.values(template.Resources))
    .flatMap(({ Properties }) => {
      const { Variables } = (Properties?.['Environment'] ?? {}) as { Variables?: Record<string, unknown> };
      return Variables?.['ISSUER_KEYS'] === undefined ? [] : [Variables];
    });

/** An issuer whose clients and users are not in the templates: the app by its name, alice and bob; or partners' systems. */
async function openOwn(
  world: World,
  starting: Promise<IssuerProcess>,
  { here, clients, claims }: OwnIssuer & { readonly here: string },
): Promise<Issuer> {
  const people = clients.some(({ kind }) => kind === 'app') ? ['alice', 'bob'] : [];
  const accounts = people.map(username => newUser(`${here}/${username}`, username));
  const [child, keys] = await Promise.all([starting, signingKeys()]);
  await child.call('configure', { clients, accounts, keys, trigger: undefined, own: claims });
  return issuerOf({ url: here, clients, accounts, child, ca: world.publicCa.certificate });
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
  return { ...newUser(sub, username), sub, tokenName };
}

/** Somebody who can sign in, by what makes them who they are. */
const newUser = (identity: string, username: string): Account => {
  const sub = stableId(identity, 36);
  return { username, password: randomBytes(12).toString('base64url'), sub, tokenName: sub };
};
