import { FetchError } from 'aws-jwt-verify/error';
import { SimpleFetcher, type Fetcher } from 'aws-jwt-verify/https';
import { SimpleJwksCache, type JwksCache } from 'aws-jwt-verify/jwk';

/** Half of what API Gateway's own authorizer may keep a key for. */
const maxAgeMs = 60 * 60 * 1000;

/** Where an issuer says of itself where its keys are (OpenID Connect Discovery 1.0, section 4). */
export const discoveryUri = (issuer: string): string => `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;

// One immediate retry is built in, so a silent issuer costs three seconds and then a 503.
const overHttps = (): Fetcher =>
  new SimpleFetcher({ defaultRequestOptions: { timeout: 1_500, responseTimeout: 1_500 } });

/**
 * Fetches the keys that the issuer's discovery document leads to. A document that is about somebody else, or leads away from
 * HTTPS, is no answer (section 4.3).
 */
export const discovering = (issuer: string, fetcher: Fetcher = overHttps()): Fetcher => ({
  async fetch(uri) {
    const text = new TextDecoder().decode(await fetcher.fetch(uri));
    const { issuer: about, jwks_uri: keys } = readDocument(uri, text);
    if (about !== issuer || typeof keys !== 'string' || !keys.startsWith('https://'))
      throw new FetchError(uri, 'the discovery document is not about this issuer, or names no key set over https');
    return fetcher.fetch(keys);
  },
});

function readDocument(uri: string, text: string): { readonly issuer?: unknown; readonly jwks_uri?: unknown } {
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document === 'object' && document !== null) return document;
  } catch {
    // Said below.
  }
  throw new FetchError(uri, 'the discovery document is no JSON object');
}

/**
 * The issuer's public keys, fetched when first needed. Unlike the library's own cache this one forgets: a signing key
 * that the issuer withdrew must not stay trusted for as long as a busy function happens to stay warm.
 */
export function signingKeys(now: () => number = Date.now, fetcher: Fetcher = overHttps()): JwksCache {
  let born = now();
  let cache = new SimpleJwksCache({ fetcher });
  const fresh = (): SimpleJwksCache => {
    if (now() - born > maxAgeMs) {
      born = now();
      cache = new SimpleJwksCache({ fetcher });
    }
    return cache;
  };
  return {
    getJwk: (uri, jwt) => fresh().getJwk(uri, jwt),
    getCachedJwk: (uri, jwt) => fresh().getCachedJwk(uri, jwt),
    addJwks: (uri, jwks) => fresh().addJwks(uri, jwks),
    getJwks: uri => fresh().getJwks(uri),
  };
}
