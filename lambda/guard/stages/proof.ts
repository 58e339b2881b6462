import { bearerToken } from '../bearer';
import { cache } from '../cache';
import type { Caller, Request, Stage } from '../call';
import { clockSkewSeconds, proofLifeSeconds, refuseProof, verifyProof, type Proof } from '../dpop';
import { nonces } from '../nonces';
import type { ProofStore } from '../proofs';
import { isPublic, routeKey, type Route } from '../routes';

export interface ProofOptions {
  /** Needed where a row asks for a proof. */
  readonly store: ProofStore | undefined;
  /** The API's public origin, which proofs name: `https://api.example.com`. Host is the caller's to write. */
  readonly publicOrigin: string;
  readonly routes: readonly Route[];
  readonly now?: () => number;
}

const remembered = 2_000;

/**
 * Proof of possession for apps that carry no certificate (DPoP, RFC 9449), where a row asks for it: a token copied out of
 * the app is worth nothing without the app's key. The token stays a Bearer token, because the gateway's authorizer
 * takes no other scheme; the key is bound to the session in our own store instead of in the token.
 */
export function proof({ store, publicOrigin, routes, now = Date.now }: ProofOptions): Stage {
  const asking = routes.find(row => row.proof !== undefined);
  if (new URL(publicOrigin).origin !== publicOrigin || !publicOrigin.startsWith('https://'))
    throw new Error('proof: publicOrigin: takes an origin such as https://api.example.com');
  if (asking === undefined) return noRowAsks;
  if (store === undefined)
    throw new Error(`proof: store: got nothing, and ${routeKey(asking)} asks for proofs (PROOFS_TABLE)`);
  if (routes.some(row => row.proof !== undefined && isPublic(row)))
    throw new Error('proof: a public row has no token that a proof could be for');

  const ours = nonces(store, now);
  const keys = cache<string>({ forMs: 5_000, most: remembered, now });

  const keyOf = async ({ sessionId }: Caller): Promise<string | undefined> => {
    if (sessionId === undefined) return undefined;
    const asked = now();
    const found = keys.get(sessionId) ?? (await store.keyOf(sessionId));
    if (found !== undefined) keys.set(sessionId, found, asked);
    return found;
  };

  const assertKey = async ({ keyThumbprint }: Proof, caller: Caller): Promise<void> => {
    const key = await keyOf(caller);
    if (key === undefined)
      throw refuseProof('proof_key_unregistered', 'Register the key of the app right after signing in.');
    if (key !== keyThumbprint) throw refuseProof('proof_wrong_key', 'The DPoP proof is of another key.');
  };

  const assertFresh = async ({ keyThumbprint, jti, nonce }: Proof): Promise<void> => {
    if (nonce === undefined || !(await ours.takes(nonce))) throw await needsNonce();
    const forgotten = Math.ceil(now() / 1000) + proofLifeSeconds + 2 * clockSkewSeconds;
    if (!(await store.use(keyThumbprint, jti, forgotten)))
      throw refuseProof('proof_replayed', 'This DPoP proof was used before.');
  };

  const needsNonce = async (code = 'proof_nonce_needed') =>
    refuseProof(code, 'Send a DPoP proof that carries this nonce.', 'use_dpop_nonce', {
      'dpop-nonce': await ours.current(),
    });

  return async function proofStage(request, { row, caller, client }) {
    if (row === undefined) throw new Error('proof: the route and token stages stand before this one');
    // The binding stage has held the token to a certificate already: that is the same proof, by TLS (RFC 8705).
    if (row.proof === undefined || (row.proof === 'required' && client !== undefined)) return {};
    const accessToken = bearerToken(request.headers.authorization);
    if (caller === undefined || accessToken === undefined)
      throw new Error('proof: the token stage stands before this one');
    const { dpop } = request.headers;
    if (dpop === undefined || dpop === '') throw await needsNonce('proof_missing');
    const url = `${publicOrigin}${pathOf(row, request)}`;
    const verified = await verifyProof(dpop, { method: row.method, url, accessToken, now: now() });
    if (row.proof === 'required') await assertKey(verified, caller);
    await assertFresh(verified);
    return { proofKey: verified.keyThumbprint, headers: { 'dpop-nonce': await ours.current() } };
  };
}

const noRowAsks: Stage = async function proofStage() {
  return {};
};

/** The path that was called: the row's, with what stood for its parameters. */
const pathOf = ({ path }: Route, request: Request): string =>
  path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(request.path[name] ?? ''));
