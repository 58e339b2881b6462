import { readFileSync } from 'node:fs';
import { clientCredentials } from '../../tools/local/issuer/client-credentials';
import { signIn } from '../../tools/local/issuer/sign-in';
import { UsageError } from './errors';
import { runningChain, type LocalFile } from './local-file';

/**
 * `portcullis token`: signs a user in over HTTP, with the authorization code and PKCE, and prints the access token. For the system of a
 * partner, it shows the client's credentials instead.
 *
 * @public loaded by name in program.ts
 */
export async function token(username: string, asked: readonly string[] | undefined): Promise<number> {
  const local = runningChain();
  const user = local.users.find(one => one.username === username);
  if (user === undefined)
    throw new UsageError(`--user: got ${username}, takes one of: ${local.users.map(one => one.username).join(', ')}`);
  const scopes = asked?.map(scope => fullName(local, scope));
  const { issuer, clientId, redirectUri, caFile } = local;
  const ca = readFileSync(caFile, 'utf8');
  const { accessToken } =
    local.profile === 'partner'
      ? await clientCredentials({ issuer, ca }, { clientId: user.sub, secret: user.password, scopes })
      : await signIn({ issuer, clientId, redirectUri, ca }, user, scopes ?? local.scopes);
  console.log(accessToken);
  return 0;
}

/** People write `accounts.read`; tokens say `wallet/accounts.read`. */
function fullName({ scopes }: LocalFile, asked: string): string {
  const found = scopes.find(scope => scope === asked || scope.endsWith(`/${asked}`));
  if (found === undefined) throw new UsageError(`--scope: got ${asked}, takes one of: ${scopes.join(', ')}`);
  return found;
}
