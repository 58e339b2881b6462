import { isPublic, isRecorded, type Route } from '../../lambda/guard/routes';
import type { Setup } from '../../lib/routes';

/** What the guard itself may answer, whatever the route: a status, its codes, and on which rows. */
interface Refusals {
  readonly status: number;
  readonly codes: readonly string[];
  readonly on?: (row: Route, setup: Setup) => boolean;
}

const scoped = (row: Route): boolean => !isPublic(row);
const certified = (row: Route, { profile }: Setup): boolean =>
  scoped(row) && profile !== 'consumer' && row.door !== 'enrol';

export const guardRefusals: readonly Refusals[] = [
  { status: 400, codes: ['input_invalid'] },
  {
    status: 401,
    codes: [
      'token_missing',
      'token_invalid',
      'token_expired',
      'token_revoked',
      'token_wrong_issuer',
      'token_wrong_client',
      'token_wrong_audience',
      'token_wrong_use',
    ],
    on: scoped,
  },
  { status: 401, codes: ['certificate_not_bound'], on: certified },
  {
    status: 401,
    codes: [
      'proof_missing',
      'proof_invalid',
      'proof_stale',
      'proof_wrong_request',
      'proof_wrong_token',
      'proof_nonce_needed',
      'proof_key_unregistered',
      'proof_wrong_key',
      'proof_replayed',
    ],
    on: ({ proof }) => proof !== undefined,
  },
  {
    status: 403,
    codes: [
      'hop_certificate_missing',
      'hop_certificate_not_ours',
      'hop_certificate_is_authority',
      'hop_certificate_expired',
      'hop_not_client_auth',
      'hop_wrong_identity',
      'door_wrong',
    ],
    on: (_row, { ingress }) => ingress === 'edge',
  },
  { status: 403, codes: ['token_missing_scope', 'not_permitted'], on: scoped },
  {
    status: 403,
    codes: [
      'certificate_missing',
      'certificate_unreadable',
      'certificate_unregistered',
      'certificate_revoked',
      'certificate_expired',
      'certificate_wrong_owner',
      'device_required',
      'device_not_active',
    ],
    on: certified,
  },
  { status: 409, codes: ['request_in_progress'], on: isRecorded },
  { status: 413, codes: ['body_too_large'] },
  { status: 415, codes: ['content_type_not_taken'] },
  { status: 500, codes: ['internal_error'] },
  { status: 503, codes: ['store_unavailable'], on: scoped },
  { status: 503, codes: ['issuer_unavailable'], on: scoped },
];

const regional = (_row: Route, { ingress }: Setup): boolean => ingress === 'regional';

/** What a REST API says before any function is called (lib/gateway/rest-responses.ts). An HTTP API's words are its own. */
export const gatewayRefusals: readonly Refusals[] = [
  { status: 400, codes: ['input_invalid'], on: regional },
  { status: 401, codes: ['token_refused'], on: (row, setup) => scoped(row) && regional(row, setup) },
  { status: 403, codes: ['access_denied', 'edge_refused'], on: regional },
  { status: 413, codes: ['request_too_large'], on: regional },
  { status: 429, codes: ['too_many_requests'], on: regional },
  { status: 500, codes: ['unavailable'], on: regional },
  { status: 503, codes: ['unavailable'], on: regional },
  { status: 504, codes: ['unavailable'], on: regional },
];

/** Said by the guard, but never of a route that is in the document. */
export const elsewhere: Readonly<Record<string, string>> = {
  route_unknown: 'the gateway has a route that the service has not',
  idempotent_replay: 'not an answer: what the log says of one',
  not_found: 'said by operations, in whose contracts it stands',
  step_up_required: 'said where a policy asks for it, in the contract of that route',
};

/** What stands in front of the services may answer with these, in its own words. */
export const answeredInFront: Readonly<Record<number, string>> = {
  401: 'API Gateway: no valid token.',
  403: 'API Gateway: the token lacks the scope. Or the edge: the web ACL refused the request.',
  413: 'API Gateway: the body is larger than it takes.',
  429: 'Too many requests: the web ACL (with Retry-After) or API Gateway.',
  500: 'API Gateway: the service gave no answer.',
  503: 'API Gateway: the service is not available.',
  504: 'The service took too long.',
};

/** Every code that a route can answer with, by status: the guard's and the operation's own. */
export function problemsOf(
  row: Route,
  own: Readonly<Record<number, readonly string[]>>,
  setup: Setup,
): ReadonlyMap<number, readonly string[]> {
  const all = new Map<number, string[]>();
  const add = (status: number, codes: readonly string[]) => all.set(status, [...(all.get(status) ?? []), ...codes]);
  for (const { status, codes, on = () => true } of [...guardRefusals, ...gatewayRefusals])
    if (on(row, setup)) add(status, codes);
  for (const [status, codes] of Object.entries(own)) add(Number(status), codes);
  return new Map([...all].sort(([a], [b]) => a - b));
}
