import { decomposeUnverifiedJwt } from 'aws-jwt-verify/jwt';
import type { FetchJson } from '../https-json';
import { createJwtAuthorizer, type AuthorizeJwt } from '../jwt';
import { Refusal } from '../refusal';
import { RestRefusal } from './refusal';
import type { JwtConfig } from './template-authorizers';

/**
 * The JWT authorizer of REST APIs (developer guide, "Control access to REST APIs using JWT authorizers"): the claims are checked as an
 * HTTP API's are, for the audiences of the token's own issuer. A token without a scope of the method is a 403, all else a 401.
 */
export function createRestJwtAuthorizer({ issuers, algorithms }: JwtConfig, fetchJson: FetchJson): AuthorizeJwt {
  const authorizers = new Map(
    issuers.map(({ issuer, audiences }) => [
      issuer,
      createJwtAuthorizer({ issuer, audiences, source: { in: 'header', name: 'authorization' } }, fetchJson),
    ]),
  );
  return async (source, scopes) => {
    const token = source?.replace(/^bearer +/i, '').trim() ?? '';
    if (token === '') throw unauthorized('no-token');
    const { issuer, algorithm } = read(token);
    if (!algorithms.includes(algorithm)) throw unauthorized('algorithm');
    const authorize = authorizers.get(issuer);
    if (authorize === undefined) throw unauthorized('issuer');
    return authorize(token, scopes).catch((error: unknown) => Promise.reject(ofRest(error)));
  };
}

function read(token: string): { readonly issuer: string; readonly algorithm: string } {
  try {
    const { header, payload } = decomposeUnverifiedJwt(token);
    return { issuer: String(payload.iss), algorithm: String(header.alg) };
  } catch {
    throw unauthorized('malformed');
  }
}

const unauthorized = (reason: string): RestRefusal => new RestRefusal('auth', reason, 'UNAUTHORIZED');

function ofRest(error: unknown): unknown {
  if (!(error instanceof Refusal)) return error;
  const { reason } = error;
  if (reason === 'scope') return new RestRefusal('auth', reason, 'ACCESS_DENIED');
  if (reason === 'issuer-unreachable') return new RestRefusal('auth', reason, 'AUTHORIZER_CONFIGURATION_ERROR');
  return unauthorized(reason);
}
