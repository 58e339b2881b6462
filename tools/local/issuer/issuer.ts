import { Agent, request } from 'undici';
import { LocalError, type Issuer } from '../types';
import { clientCredentials } from './client-credentials';
import type { IssuerProcess } from './process';
import type { Account } from './protocol';
import { signIn } from './sign-in';
import { standardScopes, type NamedClient } from './template';

interface Opened {
  readonly url: string;
  readonly clients: readonly NamedClient[];
  readonly accounts: readonly Account[];
  readonly child: IssuerProcess;
  readonly ca: string;
}

/** What the rest of the chain knows of an issuer. */
export function issuerOf({ url, clients, accounts, child, ca }: Opened): Issuer {
  const app = clients.find(client => client.kind === 'app');
  const machines = clients.filter(client => client.kind === 'machine');
  const [redirectUri = ''] = app?.callbackUrls ?? [];
  // Of a system, the name it goes by here, its client id and its secret are what a user has in name, `sub` and password.
  const systems = machines.map(({ name, clientId, secret }) => ({ username: name, sub: clientId, password: secret }));
  const users = [...accounts, ...systems];
  return {
    url,
    users,
    clientId: app?.clientId ?? machines[0]?.clientId ?? '',
    redirectUri,
    scopes: [...new Set(clients.flatMap(({ scopes }) => scopes))].filter(scope => !standardScopes.includes(scope)),
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

async function fetchJwks(url: string, ca: string): ReturnType<Issuer['jwks']> {
  const dispatcher = new Agent({ connect: { ca } });
  try {
    const { body } = await request(`${url.replace(/\/$/, '')}/.well-known/jwks.json`, { dispatcher });
    return (await body.json()) as Awaited<ReturnType<Issuer['jwks']>>;
  } finally {
    await dispatcher.close();
  }
}
