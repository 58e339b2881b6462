import { SimpleFetcher } from 'aws-jwt-verify/https';
import { SimpleJwksCache, type JwksCache } from 'aws-jwt-verify/jwk';

/** Half of what API Gateway's own authorizer may keep a key for. */
const maxAgeMs = 60 * 60 * 1000;

/**
 * The issuer's public keys, fetched when first needed. Unlike the library's own cache this one forgets: a signing key
 * that the issuer withdrew must not stay trusted for as long as a busy function happens to stay warm.
 */
export function signingKeys(now: () => number = Date.now): JwksCache {
  // One immediate retry is built in, so a silent issuer costs three seconds and then a 503.
  const fetcher = new SimpleFetcher({ defaultRequestOptions: { timeout: 1_500, responseTimeout: 1_500 } });
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
