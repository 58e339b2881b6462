import { discoveryUri } from '../../lambda/guard/keys';
import { environments, loadConfig, type OwnIssuerConfig } from '../../lib/config';
import { isRs256 } from '../../lib/identity/issuer-keys';
import { UsageError } from './errors';
import { contextOf } from './synthesize';

/** Fetches a JSON document. Tests give one that is not the network. */
export type FetchJson = (url: string) => Promise<unknown>;

/**
 * `portcullis doctor`: asks the issuer of an environment what a synth cannot know, because it asks nobody: whether its
 * documents can be read, are about it, and publish a key that API Gateway and the guard take. Exit 1 where they do not.
 *
 * @public loaded by name in program.ts
 */
export async function doctor(
  { context }: { readonly context: readonly string[] },
  fetchJson: FetchJson = overHttps,
): Promise<number> {
  const { env } = contextOf(context);
  if (typeof env !== 'string')
    throw new UsageError(`--context: got no env=…, takes env= and one of: ${environments().join(', ')}`);
  const config = loadConfig(env);
  if (config.identity.kind === 'cognito') {
    console.log(`${env}: ok: a user pool of this app signs with RSA keys; there is no issuer to ask`);
    return 0;
  }
  return issuerOf(env, config.identity, fetchJson);
}

/** Asks one issuer. Gives the exit code. */
export async function issuerOf(
  env: string,
  { issuer }: Pick<OwnIssuerConfig['identity'], 'issuer'>,
  fetchJson: FetchJson,
): Promise<number> {
  const fault = (what: string): number => {
    console.error(`${env}: ${issuer}: ${what}`);
    return 1;
  };
  const at = discoveryUri(issuer);
  try {
    const { issuer: about, jwks_uri: uri } = asObject(await fetchJson(at));
    if (about !== issuer)
      return fault(`${at} is about ${String(about)}; identity.issuer takes that very text, to the last slash`);
    if (typeof uri !== 'string' || !uri.startsWith('https://')) return fault(`${at} names no key set over https`);
    const { keys } = asObject(await fetchJson(uri));
    const published = (Array.isArray(keys) ? keys : []).map(asObject);
    const taken = published.filter(isRs256);
    const kinds = [...new Set(published.map(({ kty, alg }) => [kty, alg].filter(Boolean).join(' ')))].join(', ');
    if (taken.length === 0)
      return fault(
        `${uri} has no RSA key for RS256 (${kinds || 'no key at all'}); API Gateway and the guard take no other`,
      );
    console.log(`${env}: ok: ${issuer} publishes ${taken.length} RSA keys of ${published.length} at ${uri}`);
    return 0;
  } catch (error) {
    return fault(`cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const asObject = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

async function overHttps(url: string): Promise<unknown> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(5_000) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return response.json();
}
