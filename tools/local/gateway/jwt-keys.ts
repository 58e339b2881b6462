import { JwtVerifier } from 'aws-jwt-verify';
import { KidNotFoundInJwksError } from 'aws-jwt-verify/error';
import type { JwtPayload } from 'aws-jwt-verify/jwt-model';
import type { FetchJson } from './https-json';

/** Verifies signature, issuer, `exp` and `nbf` with the issuer's published keys. Rejects with aws-jwt-verify's errors. */
export type VerifySignature = (token: string) => Promise<JwtPayload>;

/** The issuer's documents could not be read. */
export class KeysUnreachable extends Error {
  override readonly name = 'KeysUnreachable';
}

const keptMs = 2 * 3_600_000;
/** How often an unknown `kid` may send us back to the issuer: forged ones must not become a flood there. */
const retryMs = 10_000;

export function createVerifySignature(
  issuer: string,
  fetchJson: FetchJson,
  now: () => number = Date.now,
): VerifySignature {
  const verifier = JwtVerifier.create({ issuer, audience: null, jwksUri: `${issuer}/unused`, graceSeconds: 0 });
  let read: { readonly at: number; readonly done: Promise<void> } | undefined;

  const readKeys = (youngerThanMs: number): Promise<void> => {
    if (read === undefined || now() - read.at > youngerThanMs) {
      const done = load(issuer, fetchJson).then(jwks => verifier.cacheJwks(jwks));
      read = { at: now(), done };
      // A failure is not kept: the next token tries again.
      done.catch(() => (read = undefined));
    }
    return read.done;
  };

  return async token => {
    await readKeys(keptMs);
    try {
      return verifier.verifySync(token);
    } catch (error) {
      if (!(error instanceof KidNotFoundInJwksError)) throw error;
      await readKeys(retryMs);
      return verifier.verifySync(token);
    }
  };
}

type Jwks = Parameters<ReturnType<typeof JwtVerifier.create>['cacheJwks']>[0];

async function load(issuer: string, fetchJson: FetchJson): Promise<Jwks> {
  try {
    const discovered = (await fetchJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)) as {
      readonly issuer?: unknown;
      readonly jwks_uri?: unknown;
    };
    // OpenID Connect Discovery 1.0, section 4.3: a document about someone else says nothing about this issuer's keys.
    if (discovered.issuer !== issuer || typeof discovered.jwks_uri !== 'string')
      throw new Error('the discovery document is not about this issuer');
    const jwks = (await fetchJson(discovered.jwks_uri)) as Jwks;
    if (!Array.isArray(jwks.keys)) throw new Error('the key set has no keys');
    return jwks;
  } catch (cause) {
    throw new KeysUnreachable(`${issuer}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
