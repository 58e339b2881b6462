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

/**
 * The issuer's keys as they were fetched ahead (the text of its JWK set), for a function in a VPC without a way out. Nothing is
 * fetched, so a key that the issuer adds is taken, and one that it withdraws is refused, from the next deploy on. Throws a
 * plain Error for what is no key set.
 */
export function pinnedKeys(text: string): JwksCache {
  const bytes = new TextEncoder().encode(text);
  assertKeySet(text);
  return new SimpleJwksCache({ fetcher: { fetch: async () => bytes.buffer } });
}

function assertKeySet(text: string): void {
  const wrong = new Error('pinnedKeys: takes the text of a JWK set with one public key or more');
  let set: unknown;
  try {
    set = JSON.parse(text);
  } catch {
    throw wrong;
  }
  const keys = typeof set === 'object' && set !== null && 'keys' in set && Array.isArray(set.keys) ? set.keys : [];
  // `d` is a private exponent, `k` a shared secret: neither belongs into a function's settings.
  if (keys.length === 0 || keys.some(key => typeof key !== 'object' || key === null || 'd' in key || 'k' in key))
    throw wrong;
}
