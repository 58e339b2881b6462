import { isPublic, isRecorded, type Route } from '../../lambda/guard/routes';
import type { Setup } from '../../lib/routes';

export interface Surroundings extends Setup {
  /** Prefix of the scopes: `wallet`. */
  readonly resourceServer: string | undefined;
  /** Who issues the tokens; absent: not known, so either. */
  readonly issuer?: 'cognito' | 'jwt';
}

/** What the guard itself may answer, whatever the route: a status, its codes, and on which rows. */
interface Refusals {
  readonly status: number;
  readonly codes: readonly string[];
  readonly on?: (row: Route, setup: Surroundings) => boolean;
}

const scoped = (row: Route): boolean => !isPublic(row);
const certified = (row: Route, { profile }: Setup): boolean =>
  scoped(row) && profile !== 'consumer' && row.door !== 'enrol';
/** A certificate that the token is held to has proved already what a proof would. */
export const proves = ({ proof }: Route, { profile }: Setup): boolean =>
  proof === 'registers' || (proof === 'required' && profile === 'consumer');

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
    ],
    on: scoped,
  },
  // Cognito's access tokens name no audience, and say their use; no other issuer's do.
  { status: 401, codes: ['token_wrong_use'], on: (row, { issuer }) => scoped(row) && issuer !== 'jwt' },
  { status: 401, codes: ['token_wrong_audience'], on: (row, { issuer }) => scoped(row) && issuer !== 'cognito' },
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
      'proof_replayed',
    ],
    on: proves,
  },
  {
    status: 401,
    codes: ['proof_key_unregistered', 'proof_wrong_key'],
    on: (row, setup) => proves(row, setup) && row.proof === 'required',
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
  { status: 403, codes: ['token_missing_scope'], on: scoped },
  {
    status: 403,
    codes: [
      'certificate_missing',
      'certificate_unreadable',
      'certificate_unregistered',
      'certificate_revoked',
      'certificate_expired',
      'certificate_wrong_owner',
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
  not_permitted: 'said where no policy permits an owner something: the policies here permit owners all that there is',
  device_required: 'said where the binding stage is off: it asks for the certificate first',
  device_not_active: 'said where the binding stage is off: it refuses the certificate first',
};

/** An answer of what stands in front of the services. */
interface InFront {
  readonly status: number;
  /** API Gateway's JSON message, the web ACL's problem (under another type than the guard's), or CloudFront's page. */
  readonly words: 'message' | 'problem' | 'page';
  readonly when: string;
  /** Without a row: of a request that has none. */
  readonly on?: (setup: Setup, row?: Route) => boolean;
}

const edge = ({ ingress }: Setup): boolean => ingress === 'edge';
const authorized = (setup: Setup, row?: Route): boolean => edge(setup) && (row === undefined || scoped(row));

/** A REST API whose domain asks for certificates takes the connection first and refuses the request. */
const handshaken = ({ ingress, profile }: Setup): boolean => ingress === 'regional' && profile !== 'consumer';

/** What stands in front of the services may answer with these, in its own words. */
export const answeredInFront: readonly InFront[] = [
  { status: 401, words: 'message', when: 'API Gateway: no valid token.', on: authorized },
  { status: 403, words: 'message', when: 'API Gateway: the token lacks the scope.', on: authorized },
  { status: 403, words: 'message', when: 'API Gateway: no client certificate that it trusts.', on: handshaken },
  { status: 403, words: 'problem', when: 'The web ACL refused the request.' },
  { status: 403, words: 'page', when: 'CloudFront: plain HTTP, or refused by a group of rules of AWS.', on: edge },
  { status: 413, words: 'message', when: 'API Gateway: the body is larger than it takes.', on: edge },
  { status: 413, words: 'page', when: 'CloudFront: the URL and headers are larger than it takes.', on: edge },
  { status: 429, words: 'problem', when: 'The web ACL: too many requests; wait as long as Retry-After says.' },
  { status: 429, words: 'message', when: 'API Gateway: too many requests.', on: edge },
  { status: 500, words: 'message', when: 'API Gateway: the service gave no answer.', on: edge },
  { status: 503, words: 'message', when: 'API Gateway: the service took too long.', on: edge },
  { status: 504, words: 'page', when: 'CloudFront: API Gateway took too long.', on: edge },
];

/** Codes of operations that an earlier check, or the policies of a profile, keep from being said. */
const unreached: Readonly<Record<string, (row: Route, setup: Setup) => boolean>> = {
  // Without a session there is no key of it, and the proof is refused.
  session_missing: (row, setup) => proves(row, setup) && row.proof === 'required',
  // Systems do not sign in: policies/step-up.cedar is about people.
  step_up_required: (_row, { profile }) => profile === 'partner',
};

/** Every code that a route can answer with, by status: the guard's and the operation's own. */
export function problemsOf(
  row: Route,
  own: Readonly<Record<number, readonly string[]>>,
  setup: Surroundings,
): ReadonlyMap<number, readonly string[]> {
  const all = new Map<number, string[]>();
  const add = (status: number, codes: readonly string[]) => all.set(status, [...(all.get(status) ?? []), ...codes]);
  for (const { status, codes, on = () => true } of [...guardRefusals, ...gatewayRefusals])
    if (on(row, setup)) add(status, codes);
  for (const [status, codes] of Object.entries(own)) {
    const reached = codes.filter(code => unreached[code]?.(row, setup) !== true);
    if (reached.length > 0) add(Number(status), reached);
  }
  return new Map([...all].sort(([a], [b]) => a - b));
}
