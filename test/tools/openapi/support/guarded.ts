import { randomUUID } from 'node:crypto';
import type { Response } from '../../../../lambda/guard/response';
import { isPublic } from '../../../../lambda/guard/routes';
import type { Config } from '../../../../lib/config';
import { routesOf, type ServiceRoute } from '../../../../lib/routes';
import { app } from '../../../lambda/guard/support/proofs';
import type { Recipe, Recipes } from './answers';
import { nobody, order, type Ask, type Services } from './services';

const now = (): number => Math.floor(Date.now() / 1000);

const somebody = () => ({ sub: randomUUID(), origin_jti: randomUUID() });

/** How to bring about what the guard and the operations say: a code means the same on every route. */
export function guardedRecipes(config: Config, { ask, hand, hops }: Services): Recipes {
  const hop = (certificate: string | undefined) => (asking: Ask) => asking({ call: { certificate } });
  const claiming = (claims: object) => (asking: Ask) => asking({ claims });
  const proving = (claims: object) => (asking: Ask) => asking({ proof: prove => prove(claims) });
  const moving = (other: object) => (asking: Ask) => asking({ call: { body: order(other) } });
  const stranger = app();

  const bring: Record<string, (asking: Ask, row: ServiceRoute) => Promise<Response>> = {
    // Who signs out is somebody whom nothing else needs.
    served: (asking, { method }) => asking(method === 'DELETE' ? { claims: somebody() } : {}),
    input_invalid: asking => asking({ call: { query: { unknown: '1' } } }),
    token_missing: asking => asking({ call: { token: undefined } }),
    token_invalid: asking => asking({ call: { token: 'a.b.c' } }),
    token_expired: claiming({ exp: now() - 3_600 }),
    token_revoked: claiming({ origin_jti: 'ended' }),
    token_wrong_issuer: claiming({ iss: nobody }),
    token_wrong_client: claiming({ client_id: 'other' }),
    token_wrong_use: claiming({ token_use: 'id' }),
    token_missing_scope: claiming({ scope: '' }),
    proof_missing: asking => asking({ proof: () => undefined }),
    proof_invalid: asking => asking({ proof: () => 'a.b.c' }),
    proof_stale: proving({ iat: now() - 3_600 }),
    proof_wrong_request: proving({ htm: 'PATCH' }),
    proof_wrong_token: proving({ ath: 'another' }),
    proof_nonce_needed: proving({ nonce: undefined }),
    proof_key_unregistered: claiming({ origin_jti: 'another' }),
    proof_wrong_key: asking => asking({ proof: prove => prove({}, stranger) }),
    proof_replayed: async asking => {
      const once = { jti: randomUUID() };
      await proving(once)(asking);
      return proving(once)(asking);
    },
    hop_certificate_missing: hop(undefined),
    hop_certificate_not_ours: hop(hops.stranger),
    hop_certificate_is_authority: hop(hops.authority),
    hop_certificate_expired: hop(hops.expired),
    hop_not_client_auth: hop(hops.server),
    hop_wrong_identity: hop(hops.other),
    door_wrong: asking => asking({ call: { headers: { 'portcullis-door': 'enrol' } } }),
    body_too_large: asking => asking({ call: { body: 'x'.repeat(config.waf.maxBodyBytes + 1) } }),
    content_type_not_taken: asking => asking({ call: { body: '{}', headers: { 'content-type': 'text/plain' } } }),
    store_unavailable: asking => asking({ amid: 'silent store' }),
    issuer_unavailable: asking => asking({ amid: 'no issuer', claims: { iss: nobody } }),
    // A public route asks no store: of it, only an event that no gateway makes is a fault.
    internal_error: (asking, row) =>
      isPublic(row) ? hand(row, { version: '2.0' }) : asking({ amid: 'store without a table' }),
    not_found: (asking, { path }) => {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, randomUUID()]);
      return asking({ call: { path: Object.fromEntries(names) as Record<string, string> } });
    },
    session_missing: claiming({ origin_jti: undefined }),
    session_too_old: claiming({ origin_jti: 'long ago', auth_time: now() - 3_600 }),
    session_key_taken: asking => asking({ proof: prove => prove({}, stranger) }),
    step_up_required: asking =>
      asking({ claims: { auth_time: now() - 3_600 }, call: { body: order({ amountMinor: 100_000 }) } }),
    source_unknown: moving({ fromAccountId: 'bob-1', toAccountId: 'alice-1' }),
    currency_mismatch: moving({ currency: 'SEK' }),
    insufficient_funds: moving({ fromAccountId: 'alice-2', amountMinor: 11 }),
    destination_unknown: moving({ toAccountId: 'nobodys-1' }),
    idempotency_conflict: async asking => {
      const headers = { 'idempotency-key': randomUUID() };
      await asking({ call: { headers } });
      return asking({ call: { headers, body: order({ amountMinor: 2 }) } });
    },
    transfer_contended: asking => asking({ amid: 'busy store' }),
  };
  const rows = routesOf(config);
  return Object.fromEntries(
    Object.entries(bring).map(([code, how]): [string, Recipe] => [
      code,
      async ({ method, path }) => {
        const row = rows.find(one => one.method === method && one.path === path);
        if (row === undefined) throw new Error('the configuration has no such route');
        const { statusCode: status, headers, body } = await how(ask(row), row);
        return { status, contentType: headers['content-type'], body };
      },
    ]),
  );
}
