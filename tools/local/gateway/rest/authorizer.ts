import { decomposeUnverifiedJwt } from 'aws-jwt-verify/jwt';
import type { JwtPayload } from 'aws-jwt-verify/jwt-model';
import type { FetchJson } from '../https-json';
import { assertAlgorithm, scopesOf, textual, translate, type Authorized } from '../jwt';
import { createVerifySignature } from '../jwt-keys';
import { Refusal } from '../refusal';
import { RestRefusal } from './refusal';
import type { CognitoConfig } from './template-authorizers';

/**
 * The Cognito authorizer of REST APIs (developer guide, "Control access to REST APIs using Amazon Cognito user pools"). With scopes on
 * the method it takes access tokens, without them ID tokens. It takes the tokens of every client of the pool: which clients may call is for
 * the guard to say. Whatever it refuses is a 401.
 */
export type AuthorizeCognito = (source: string | undefined, scopes: readonly string[]) => Promise<Authorized>;

export function createCognitoAuthorizer({ issuers }: CognitoConfig, fetchJson: FetchJson): AuthorizeCognito {
  const verifiers = new Map(issuers.map(issuer => [issuer, createVerifySignature(issuer, fetchJson)]));
  return async (source, scopes) => {
    const token = source?.replace(/^bearer +/i, '').trim() ?? '';
    if (token === '') throw refuse('no-token');
    const payload = await verified(token, verifiers).catch((error: unknown) => Promise.reject(refusalOf(error)));
    if (typeof payload.exp !== 'number') throw refuse('no-expiry');
    const granted = scopesOf(payload);
    const matching = scopes.filter(scope => granted.includes(scope));
    if (scopes.length > 0 && matching.length === 0) throw refuse('scope');
    if (payload['token_use'] !== (scopes.length > 0 ? 'access' : 'id')) throw refuse('token-use');
    return { claims: textual(payload), scopes: scopes.length > 0 ? matching : null };
  };
}

async function verified(
  token: string,
  verifiers: ReadonlyMap<string, ReturnType<typeof createVerifySignature>>,
): Promise<JwtPayload> {
  assertAlgorithm(token);
  const verify = verifiers.get(String(decomposeUnverifiedJwt(token).payload.iss));
  if (verify === undefined) throw refuse('issuer');
  return verify(token);
}

/** Keys that cannot be read are the authorizer's trouble, and still no way in. */
function refusalOf(error: unknown): RestRefusal {
  if (error instanceof RestRefusal) return error;
  const { reason } = error instanceof Refusal ? error : translate(error);
  return reason === 'issuer-unreachable'
    ? new RestRefusal('auth', reason, 'AUTHORIZER_CONFIGURATION_ERROR')
    : refuse(reason);
}

const refuse = (reason: string): RestRefusal => new RestRefusal('auth', reason, 'UNAUTHORIZED');
