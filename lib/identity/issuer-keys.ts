import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, type Config } from '../config';

/** `config/<env>/<keysFile>`: the issuer's JWK set, fetched ahead for functions that have no way out to fetch it. */

const root = join(__dirname, '..', '..', 'config');

/** A function's environment has room for 4 KB, and the CAs of the origin hop stand in it as well. */
const mostCharacters = 2_000;

/** Private exponents, primes and shared secrets (RFC 7518, section 6). */
const secretMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/**
 * The keys that can verify a token (RSA of 2,048 bits or more, RS256), as the text of a JWK set; undefined where none are pinned.
 * Throws {@link ConfigError} that names the file, what is wrong and what is taken, and shows nothing of what stands in it.
 */
export function issuerKeys(
  { env, identity: { keysFile } }: { readonly env: string; readonly identity: Pick<Config['identity'], 'keysFile'> },
  folder = join(root, env),
): string | undefined {
  if (keysFile === undefined) return undefined;
  const refuse = (got: string, takes: string): never => {
    throw new ConfigError(`config/${env}/${keysFile}: got ${got}, takes ${takes}`);
  };
  const path = join(folder, keysFile);
  if (!existsSync(path)) return refuse('no such file', "the issuer's JWK set, as its jwks_uri answers it");
  const published = keysIn(readFileSync(path, 'utf8'));
  if (published === undefined) return refuse('something else', 'the issuer\'s JWK set: { "keys": [ … ] }');
  if (published.some(key => secretMembers.some(name => name in key)))
    return refuse('a private key or a secret', 'public keys; whoever could read this file can sign as the issuer now');
  const keys = published
    .filter(verifiesRs256)
    .map(({ kty, kid, n, e }) => ({ kty, kid, use: 'sig', alg: 'RS256', n, e }));
  if (keys.length === 0)
    return refuse(`${published.length} keys, none for RS256`, 'an RSA key with a kid, of 2,048 bits or more');
  const text = JSON.stringify({ keys });
  if (text.length > mostCharacters)
    return refuse(
      `${keys.length} keys, ${text.length} characters`,
      `${mostCharacters} characters at most: leave out keys that sign nothing any more`,
    );
  return text;
}

type Key = Readonly<Record<string, unknown>>;

function keysIn(text: string): readonly Key[] | undefined {
  try {
    const { keys } = JSON.parse(text) as { readonly keys?: unknown };
    const isKey = (key: unknown): key is Key => typeof key === 'object' && key !== null;
    return Array.isArray(keys) && keys.every(isKey) ? keys : undefined;
  } catch {
    return undefined;
  }
}

/** A published key that signs RS256. One that says nothing of its use or algorithm may be for any (RFC 7517, section 4). */
export const isRs256 = ({ kty, use = 'sig', alg = 'RS256', kid }: Key): boolean =>
  kty === 'RSA' && use === 'sig' && alg === 'RS256' && typeof kid === 'string';

const verifiesRs256 = (key: Key): boolean =>
  isRs256(key) &&
  typeof key['e'] === 'string' &&
  typeof key['n'] === 'string' &&
  Buffer.from(key['n'], 'base64url').length >= 256;
